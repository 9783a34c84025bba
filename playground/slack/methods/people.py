"""Methods about people."""

from playground.slack.calls import Call, Method, page
from playground.slack.errors import SlackError
from playground.slack.limits import Tier
from playground.slack.profiles import described
from playground.slack.shapes import Json
from playground.slack.state import Person


def shown(call: Call, person: Person) -> Json:
    """Give a person as the caller may see them."""
    return described(call.slack, person, call.token.scopes)


def listed(call: Call) -> Json:
    """List everybody, bots and those who left among them."""
    found = [shown(call, one) for one in call.slack.workspace.people.values()]
    return page(found, call=call, default=1000, most=1000, key="members")


def info(call: Call) -> Json:
    """Describe somebody."""
    return {"ok": True, "user": shown(call, call.person())}


def by_email(call: Call) -> Json:
    """Find somebody by e-mail address."""
    wanted = call.text("email").lower()
    for one in call.slack.workspace.people.values():
        if one.email.lower() == wanted and not one.deleted and not one.is_bot:
            return {"ok": True, "user": shown(call, one)}
    raise SlackError("users_not_found")


def profile(call: Call) -> Json:
    """Give somebody's profile, the caller's own when nobody is named."""
    name = call.text("user", call.token.user)
    person = call.slack.workspace.people.get(name)
    if person is None:
        raise SlackError("user_not_found")
    return {"ok": True, "profile": shown(call, person)["profile"]}


def presence(call: Call) -> Json:
    """Say that somebody is there; nobody ever leaves the local Slack."""
    call.person()
    return {"ok": True, "presence": "active"}


_READ = ("users:read",)
TABLE = {
    "users.list": Method(run=listed, tier=Tier.TWO, scopes=_READ, takes_json=False),
    "users.info": Method(
        run=info, tier=Tier.FOUR, scopes=_READ, needs=("user",), missing="user_not_found", takes_json=False
    ),
    "users.lookupByEmail": Method(
        run=by_email, tier=Tier.THREE, scopes=("users:read.email",), needs=("email",), takes_json=False
    ),
    "users.profile.get": Method(run=profile, tier=Tier.FOUR, scopes=("users.profile:read",), takes_json=False),
    "users.getPresence": Method(run=presence, tier=Tier.THREE, scopes=_READ, needs=("user",), takes_json=False),
}
