"""Makes the Bolt app: one workspace, whose token was looked at when the process started."""

import logging
from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from typing_extensions import override

from handlers.slack.client import Client
from handlers.slack.listeners import Listeners
from handlers.slack.parse import Delivery
from handlers.slack.workspace import Workspace

_quiet = logging.getLogger("csops.bolt")
_quiet.setLevel(logging.ERROR)  # Below that, Bolt writes whole bodies into the log.


def bolt_app(client: Client, ours: Workspace, listeners: Listeners) -> AsyncApp:
    """Return the app with our listeners.

    Signatures are checked at our door, before anything is parsed; parse refuses other workspaces, and what our own bot
    does asks for nothing.
    """
    app = _App(
        name="csops",
        logger=_quiet,
        client=client,
        authorize=_OneWorkspace(ours),
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        ignoring_self_events_enabled=False,
        ignoring_self_assistant_message_events_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    app.middleware(_ToOurListeners(listeners))
    return app


class _NoClient:
    """Stands where Bolt writes a token; our listeners have their client from elsewhere."""

    token: str | None = None


class _App(AsyncApp):
    """Bolt makes a client of Slack's API anew for each request, in case a listener gives it another token.

    That took longer than reading the delivery. If Bolt gives this step another name, it only takes that again.
    """

    @override
    def _init_context(self, req: AsyncBoltRequest) -> None:
        req.context["logger"] = _quiet
        req.context["client"] = _NoClient()


class _OneWorkspace(AsyncAuthorize):
    """Bolt would ask auth.test in the first request, while a person waits; we asked when the process started."""

    def __init__(self, ours: Workspace) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Bolt's constructor has no annotations.
        self._result = AuthorizeResult(
            enterprise_id=None, team_id=ours.team_id, bot_id=ours.bot_id, bot_user_id=ours.bot_user_id
        )

    @override
    async def __call__(self, *, context: AsyncBoltContext, **_ids: str | None) -> AuthorizeResult:
        del context
        return self._result


class _ToOurListeners(AsyncMiddleware):
    """Leads each delivery to its listener, by its kind.

    Bolt's own listeners are looked through one by one, and for each look Bolt makes some thirty arguments anew, which
    costs more than reading the whole delivery.
    """

    def __init__(self, listeners: Listeners) -> None:
        self._listeners = listeners.by_kind()

    @override
    async def async_process(
        self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse:
        delivery: Delivery = req.context["delivery"]
        return await self._listeners[delivery.kind](delivery)
