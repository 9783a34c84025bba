"""What Slack sends when a form is submitted: about 10 KB of JSON in a form body, signed."""

import hashlib
import hmac
import time
import urllib.parse
from typing import Any

import msgspec

from handlers.slack.views import modal
from workflows.kernel.forms import Field, Form
from workflows.kernel.people import Directory
from workflows.kernel.text import line

SECRET = "0123456789abcdef0123456789abcdef"
SIZE = 10_000
"""Bytes of JSON: what a form with a few long answers comes to."""

NOBODY = Directory(
    version=0, company="", time_zone="UTC", people={}, identities={}, addresses={}, roles={}, channels={}
)


class Submissions:
    """Makes submissions of the form that says "Scoped" of step 1, each of another engagement."""

    def __init__(self, *, team: str, app: str, user: str) -> None:
        self._about = {"team": team, "app": app, "user": user}

    def body(self, number: int, *, engagement: str, arrival: int) -> bytes:
        """Return the form body of one submission; `number` makes its view another one."""
        form = Form(
            kind="step.fill",
            title="Scoped",
            intro=(line("Step 1 Services discussed in pre-sales"),),
            fields=(
                Field(key="opportunity_link", label="The original opportunity", kind="link", required=False),
                Field(key="scope", label="What the customer wants", kind="long_text", required=False),
            ),
            subject=engagement,
            version=arrival,
            argument="scoped",
        )
        view = self._view(modal(form, NOBODY), number)
        payload = self._payload(view)
        words = "The customer wants a portal, and says so at length. " * 20
        view["state"]["values"]["scope"] = {"scope": {"type": "plain_text_input", "value": words}}
        while len(msgspec.json.encode(payload)) < SIZE:
            view["blocks"].append(_more(len(view["blocks"])))
        text = msgspec.json.encode(payload).decode()
        return urllib.parse.urlencode({"payload": text}).encode()

    def _view(self, drawn: dict[str, Any], number: int) -> dict[str, Any]:
        about = {"id": f"V{number:010d}", "team_id": self._about["team"], "app_id": self._about["app"]}
        state: dict[str, Any] = {"values": {}}
        more = {"hash": f"{number}.abcdef", "root_view_id": about["id"], "previous_view_id": None, "bot_id": "B1"}
        return {**drawn, **about, **more, "state": state, "blocks": list(drawn["blocks"])}

    def _payload(self, view: dict[str, Any]) -> dict[str, Any]:
        team = {"id": self._about["team"], "domain": "bench"}
        user = {"id": self._about["user"], "username": "ada", "name": "ada", "team_id": self._about["team"]}
        return {
            "type": "view_submission",
            "team": team,
            "user": user,
            "api_app_id": self._about["app"],
            "token": "t",
            "trigger_id": "1.2.abc",
            "view": view,
            "response_urls": [],
            "is_enterprise_install": False,
            "enterprise": None,
        }


def _more(number: int) -> dict[str, Any]:
    """Return one more input of the form: Slack sends every block of a view back, with all choices of its menus."""
    choices = [
        {"text": {"type": "plain_text", "text": f"Choice {one}", "emoji": True}, "value": f"choice-{one}"}
        for one in range(8)
    ]
    label = {"type": "plain_text", "text": f"Question {number}", "emoji": True}
    element = {"type": "static_select", "action_id": f"question-{number}", "options": choices}
    return {"type": "input", "block_id": f"question-{number}", "label": label, "optional": True, "element": element}


def signed(body: bytes) -> dict[str, str]:
    """Return the headers that make a body Slack's."""
    stamp = str(int(time.time()))  # noqa: TID251 - a signature is of its moment.
    digest = hmac.new(SECRET.encode(), b"v0:%b:%b" % (stamp.encode(), body), hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
    }
