"""The listeners: one for each way in which Slack waits for an answer. Each asks the core, and answers; nothing else."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from weakref import WeakValueDictionary

import msgspec
from slack_bolt.response import BoltResponse
from typing_extensions import override

from handlers import words
from handlers.background import Background
from handlers.core import Core
from handlers.listening import PATIENCE_SECONDS, Listening, Said
from handlers.slack import render
from handlers.slack.carried import HOME_MARK
from handlers.slack.parse import Delivery, Kind
from handlers.slack.replies import Replies
from handlers.slack.windows import Windows, in_modal
from workflows.engagements.undoing import offered_by
from workflows.home.cards import after
from workflows.kernel.answers import Done, Offered, Opened, Refused, Shown
from workflows.kernel.cards import Card, note
from workflows.kernel.commands import Command, OpenForm, Query
from workflows.kernel.requests import Seen

Json = dict[str, Any]


class _Home:
    """One person's Home: its views are shown in turn, and counted."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.shown = 0


class Listeners(Listening[Delivery]):
    """Answers what Slack sends."""

    def __init__(
        self,
        core: Core,
        *,
        windows: Windows,
        replies: Replies,
        background: Background,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        super().__init__(core, background=background, patience_seconds=patience_seconds)
        self._windows = windows
        self._replies = replies
        self._homes: WeakValueDictionary[str, _Home] = WeakValueDictionary()

    def by_kind(self) -> Mapping[Kind, Callable[[Delivery], Awaitable[BoltResponse]]]:
        """Return the listener for each kind of delivery."""
        return {
            Kind.SUBMISSION: self.on_submission,
            Kind.PRESS: self.on_press,
            Kind.SHORTCUT: self.on_press,
            Kind.SEARCH: self.on_search,
            Kind.COMMAND: self.on_command,
            Kind.EVENT: self.on_event,
        }

    async def on_submission(self, delivery: Delivery) -> BoltResponse:
        """Answer a form with what comes of it, or with what must be corrected; the form keeps what was filled in."""
        return _with(await self._answer(delivery, self._submitted, lambda said: self._after_form(said, delivery)))

    async def on_press(self, delivery: Delivery) -> BoltResponse:
        """Answer a button or a shortcut. What a button does shows on the card it stands on, so only the rest is said.

        That is also what can be taken back: whoever pressed is offered it where they pressed, and they alone see it.

        On a list or an answer that only the person sees nothing shows, so they are told. The Home shows itself anew.
        """
        said: Said = await self._answer(delivery, self._carried_out, lambda said: said)
        on_a_card = delivery.kind is Kind.PRESS and delivery.view is None and not delivery.private
        if isinstance(said, Done) and offered_by(said.card):
            on_a_card = False
        if delivery.home and isinstance(said, Done | Refused):
            shows = isinstance(said, Done) and not in_modal(delivery)
            self._background.start(self._home_anew(delivery, said.card if isinstance(said, Done) and shows else None))
            on_a_card = shows
        if said is not None and not (on_a_card and isinstance(said, Done)):
            self._background.start(self._say(said, delivery))
        return _with(None)

    async def on_search(self, delivery: Delivery) -> BoltResponse:
        """Answer a search with what can be chosen; Slack itself says when nothing was found."""

        def offered(said: Said) -> Json:
            return render.options(said.choices if isinstance(said, Offered) else ())

        return _with(await self._answer(delivery, self._carried_out, offered))

    async def on_command(self, delivery: Delivery) -> BoltResponse:
        """Answer a slash command with a message that only the person sees, or with a form."""
        return _with(await self._answer(delivery, self._carried_out, lambda said: self._message(said, delivery)))

    async def on_event(self, delivery: Delivery) -> BoltResponse:
        """Take an event. One that could not be worked off is not acknowledged, so that Slack sends it again."""
        told = delivery.asked
        if isinstance(told, Seen) and not self._core.knows(told.actor):
            return _with(None)  # A workspace has many accounts, and each change of a status is told.
        home = self._homes.setdefault(delivery.user, _Home())
        before = home.shown
        try:
            said = await self._carried_out(delivery)
        except Exception as error:  # noqa: BLE001 - the edge of the process: Slack is told to come again.
            self._trouble(error, delivery)
            return BoltResponse(status=503, body="")
        if said is not None and not isinstance(told, Seen):
            self._background.start(self._visited(said, delivery, home, before))
        return _with(None)

    async def _carried_out(self, delivery: Delivery) -> Said:
        """Carry out what is asked for and return what is left to say; forms open at once."""
        asked = self._routed(delivery)
        said = await self._in_time(asked) if isinstance(asked, Command | Query) else asked
        if isinstance(said, OpenForm | Opened):
            return None if await self._open(said, delivery) else words.PRESS_AGAIN
        return said

    async def _submitted(self, delivery: Delivery) -> Said:
        """Carry out a form. One that leads to a further form takes its place, so no trigger is needed for it."""
        return await self._carried(self._routed(delivery))

    async def _open(self, asked: OpenForm | Opened, delivery: Delivery) -> bool:
        if isinstance(asked, Opened):
            form = self._kept(render.modal(asked.form, self._core.directory()), delivery)
            return await self._windows.open(delivery, form) is not None
        view_id = await self._windows.open(delivery, render.loading())
        if view_id is not None:
            self._background.start(self._fill(view_id, asked, delivery))
        return view_id is not None

    async def _fill(self, view_id: str, asked: OpenForm, delivery: Delivery) -> None:
        async def looked_up(_: Delivery) -> Said:
            return await self._dispatched(asked)

        # What the view shows must not depend on the view that the button was pressed in.
        view = await self._answer(delivery, looked_up, lambda said: self._view(said, delivery, in_its_place=False))
        await self._windows.change(view_id, view, key=delivery.key)

    @override
    def _follows(self, delivery: Delivery) -> bool:
        return delivery.kind is not Kind.SEARCH

    @override
    async def _say(self, said: Said, delivery: Delivery) -> None:
        """Say something after the acknowledgement: where the person is, and to them alone."""

        async def known(_: Delivery) -> Said:
            return said

        if in_modal(delivery) and delivery.view is not None:
            view = await self._answer(delivery, known, lambda said: self._view(said, delivery, in_its_place=True))
            await self._windows.change(delivery.view.id, view, key=delivery.key)
        elif delivery.response_url:
            message = await self._answer(delivery, known, lambda said: self._message(said, delivery))
            await self._replies.send(delivery.response_url, message or {}, key=delivery.key)
        else:
            view = await self._answer(delivery, known, lambda said: self._view(said, delivery, in_its_place=False))
            await self._windows.open(delivery, view)

    async def _home_anew(self, delivery: Delivery, done: Card | None) -> None:
        """Show a person's Home as it is after what they did, with what came of it; what was done last is shown last."""
        home = self._homes.setdefault(delivery.user, _Home())
        async with home.turn:
            card = await self._home_now(delivery)
            if card is not None:
                await self._at_home(Shown(card=after(card, done) if done is not None else card), delivery, home)

    async def _visited(self, said: Said, delivery: Delivery, home: "_Home", before: int) -> None:
        """Show what a visit found; where another view was shown since, look again, so that none older replaces it."""
        async with home.turn:
            if home.shown != before and (card := await self._home_now(delivery)) is not None:
                said = Shown(card=card)
            await self._at_home(said, delivery, home)

    async def _at_home(self, said: Said, delivery: Delivery, home: "_Home") -> None:
        home.shown += 1
        card = said.card if isinstance(said, Done | Shown) else note(self._sentence(said, delivery))
        view = render.home(card, self._core.directory())
        await self._windows.publish(delivery.user, view, key=delivery.key)

    def _message(self, said: Said, delivery: Delivery) -> Json | None:
        if said is None:
            return None
        if isinstance(said, Done | Shown):
            return {"response_type": "ephemeral", **render.message(said.card, self._core.directory())}
        return {"response_type": "ephemeral", **render.words(self._sentence(said, delivery))}

    def _view(self, said: Said, delivery: Delivery, *, in_its_place: bool) -> Json:
        return self._kept(self._drawn_view(said, delivery, in_its_place=in_its_place), delivery)

    def _kept(self, view: Json, delivery: Delivery) -> Json:
        """Return the view with a mark where it was opened from the Home, so that what is done in it shows there."""
        carried = str(view.get("private_metadata", ""))
        if not delivery.home or carried.startswith(HOME_MARK):
            return view
        return {**view, "private_metadata": f"{HOME_MARK}{carried}"}

    def _drawn_view(self, said: Said, delivery: Delivery, *, in_its_place: bool) -> Json:
        if isinstance(said, Done | Shown):
            return render.result(said.card, self._core.directory())
        if isinstance(said, Opened):
            return render.modal(said.form, self._core.directory())
        sentence = self._sentence(said, delivery)
        shown = delivery.whole_view() if in_its_place and delivery.view is not None else None
        return render.again(shown, sentence) if shown is not None else render.told(sentence)

    def _after_form(self, said: Said, delivery: Delivery) -> Json:
        if delivery.home and isinstance(said, Done):
            self._background.start(self._home_anew(delivery, None))
        if isinstance(said, Refused) and (shown := delivery.whole_view()) is not None:
            return render.corrections(shown, said.field, self._sentence(said, delivery))
        return {"response_action": "update", "view": self._view(said, delivery, in_its_place=True)}


def _with(answer: Json | None) -> BoltResponse:
    """Return an acknowledgement, with an answer in it if there is one."""
    return BoltResponse(status=200, body="" if answer is None else msgspec.json.encode(answer).decode())
