"""The listeners: one for each way in which Teams waits for an answer. Each asks the core, and answers; nothing else."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from typing_extensions import override

from handlers import words
from handlers.background import Background
from handlers.core import Core
from handlers.listening import PATIENCE_SECONDS, Listening, Said
from handlers.teams import again, dialogs, naming, phrases, render
from handlers.teams.buttons import Opens
from handlers.teams.cards import MriOf
from handlers.teams.deliveries import Delivery, Kind
from handlers.teams.naming import LookUp
from handlers.teams.replies import Replies
from handlers.teams.values import PLATFORM, Reply
from workflows.home.cards import after
from workflows.kernel.answers import Done, Offered, Opened, Refused, Shown
from workflows.kernel.cards import note
from workflows.kernel.commands import Command, OpenForm
from workflows.kernel.forms import Choice, Form
from workflows.kernel.people import Identity
from workflows.kernel.requests import Searched, Submitted, Typed

Json = dict[str, Any]

PRIVATE_SECONDS = 1.5
"""How long an answer for one person may take to reach their chat before it is given in the place of the card."""
MOST_GREETED = 10_000


class Listeners(Listening[Delivery]):
    """Answers what Teams sends. `opens` and `mri_of` are those of the messages that the poster draws."""

    def __init__(
        self,
        core: Core,
        *,
        replies: Replies,
        background: Background,
        opens: Opens,
        mri_of: MriOf,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        super().__init__(core, background=background, patience_seconds=patience_seconds)
        self._replies = replies
        self._opens = opens
        self._mri_of = mri_of
        self._greeted: set[str] = set()
        self._ways: Mapping[Kind, Callable[[Delivery], Awaitable[Reply]]] = {
            Kind.MESSAGE: self.on_message,
            Kind.PRESS: self.on_press,
            Kind.REFRESH: self.on_refresh,
            Kind.FETCH: self.on_dialog,
            Kind.SUBMISSION: self.on_dialog,
            Kind.PICKED: self.on_dialog,
            Kind.PICKED_SUBMISSION: self.on_dialog,
            Kind.FIND: self.on_find,
            Kind.SEARCH: self.on_search,
            Kind.FILE: self.on_file,
            Kind.HELLO: self.on_hello,
        }

    async def answer(self, delivery: Delivery) -> Reply:
        """Return the answer to an activity: 501 for an invoke that we do not know, as the platform wants it."""
        way = self._ways.get(delivery.kind)
        if way is not None:
            return await way(delivery)
        return Reply(status=501 if delivery.kind is Kind.UNKNOWN else 200)

    async def on_message(self, delivery: Delivery) -> Reply:
        """Take words to the bot; the answer is a message. A form is offered by a button: only that opens a dialog."""

        async def work(_: Delivery) -> Said:
            if not isinstance(delivery.asked, Typed):
                return await self._carried_out(delivery)
            asked = self._routed(delivery)
            if not isinstance(asked, OpenForm | Opened):
                return await self._carried(asked)
            offered = render.launcher(delivery.words, {"typed": delivery.words})
            self._background.start(self._replies.here(delivery, offered))
            return None

        said: Said = await self._answer(delivery, work, lambda said: said)
        if said is not None:
            self._background.start(self._say(said, delivery))
        return Reply()

    async def on_press(self, delivery: Delivery) -> Reply:
        """Answer a button or a form of a card in a chat: with a sentence, or with another face of the card."""
        return await self._drawn(delivery, self._face, render.said)

    async def on_dialog(self, delivery: Delivery) -> Reply:
        """Answer by a dialog: a form, the form with what must be corrected, or what came of it."""
        return await self._drawn(delivery, self._dialog, dialogs.told)

    async def on_refresh(self, delivery: Delivery) -> Reply:
        """Show the current face of a card to somebody who looks at it; this never does anything."""
        asked = self._routed(delivery)
        if isinstance(asked, Command | OpenForm | Opened):
            return Reply(body=render.unchanged("BadRequest", phrases.NOTHING_IS_DONE, 400))

        async def face(said: Said, delivery: Delivery) -> Json:
            if not isinstance(said, Shown):
                return again.as_it_is(self._sentence(said, delivery))
            directory = self._core.directory()
            return render.face(said.card, directory, lane=delivery.lane, opens=self._opens, mri_of=self._mri_of)

        return await self._drawn(delivery, face, again.as_it_is)

    async def on_search(self, delivery: Delivery) -> Reply:
        """Answer a search in a field with what can be chosen."""
        said: Said = await self._answer(delivery, self._carried_out, lambda said: said)
        return Reply(body=render.options(said.choices if isinstance(said, Offered) else ()))

    async def on_find(self, delivery: Delivery) -> Reply:
        """Answer the message extension with engagements, tickets and customers."""

        async def found(said: Said, delivery: Delivery) -> Json:
            if not isinstance(said, Shown):
                return render.not_found(self._sentence(said, delivery))
            customers = await self._looked_up(delivery.also) if delivery.also is not None else ()
            return render.found(said.card.rows, customers, self._core.directory(), self._opens)

        return await self._drawn(delivery, found, render.not_found)

    async def on_file(self, delivery: Delivery) -> Reply:
        """Take it that somebody wants a file, and put it into their folder; one that is not wanted is let go."""
        if delivery.data.get("action") != "decline" and not delivery.stranger:
            self._background.start(self._put(delivery))
        return Reply()

    async def _put(self, delivery: Delivery) -> None:
        try:
            put = await self._replies.file(delivery)
        except self._core.unavailable:
            put = False
        if not put:
            await self._replies.here(delivery, render.told(phrases.NO_SUCH_FILE))

    async def on_hello(self, delivery: Delivery) -> Reply:
        """Say once what the bot is for, where it was put."""
        if delivery.key not in self._greeted:
            if len(self._greeted) >= MOST_GREETED:
                self._greeted.clear()
            self._greeted.add(delivery.key)
            hello = render.hello(self._core.directory(), personal=delivery.personal)
            self._background.start(self._replies.here(delivery, hello))
        return Reply()

    async def _carried_out(self, delivery: Delivery) -> Said:
        asked, filled = delivery.asked, delivery.filled
        if filled is None or not filled.typed or not isinstance(asked, Submitted):
            return await self._carried(self._routed(delivery))
        found = await naming.resolved(asked, filled.typed, self._look_up(delivery))
        return found if isinstance(found, Refused) else await self._carried(self._core.route(found))

    async def _drawn(
        self,
        delivery: Delivery,
        draw: Callable[[Said, Delivery], Awaitable[Json | None]],
        tell: Callable[[str], Json],
    ) -> Reply:
        """Carry it out and draw the answer; what cannot be drawn becomes a sentence."""
        said: Said = await self._answer(delivery, self._carried_out, lambda said: said)
        try:
            return Reply(body=await draw(said, delivery))
        except Exception as error:  # noqa: BLE001 - the edge of the process: the person is told, whatever it is.
            return Reply(body=tell(self._trouble(error, delivery)))

    async def _face(self, said: Said, delivery: Delivery) -> Json | None:
        pressed = said.card if isinstance(said, Done) and delivery.filled is None and delivery.home else None
        if pressed is not None and (home := await self._home_now(delivery)) is not None:
            card = after(home, pressed)
            return render.face(card, self._core.directory(), lane=delivery.lane, opens=self._opens, own=True)
        return await self._usual_face(said, delivery)

    async def _usual_face(self, said: Said, delivery: Delivery) -> Json | None:
        directory, lane = self._core.directory(), delivery.lane
        match said:
            case None:
                return None
            case Opened():
                return render.form_face(said.form, directory, again.showing(dialog=False))
            case Done() | Shown() if delivery.filled is None and not delivery.turn:
                return await self._pressed(said, delivery)
            case Done() | Shown():
                return render.face(said.card, directory, lane=lane, opens=self._opens, own=True)
        return await self._corrected_face(said, delivery)

    async def _corrected_face(self, said: Said, delivery: Delivery) -> Json:
        if said is words.SLOW:
            return render.said(phrases.FOLLOWS)
        sentence = self._sentence(said, delivery)
        form = await self._form_again(delivery)
        if form is None:
            return render.said(sentence)
        showing = again.corrected(said, sentence, delivery, dialog=False)
        return render.form_face(form, self._core.directory(), showing)

    async def _pressed(self, said: Done | Shown, delivery: Delivery) -> Json:
        """Say at a button what it did. What it shows is for one person: in their chat, or else in the card's place."""
        directory, card = self._core.directory(), said.card
        if delivery.personal and (delivery.own or isinstance(said, Shown)):
            self._background.start(self._say(said, delivery))
            return render.said(phrases.STANDS_BELOW)
        if isinstance(said, Done):
            if delivery.own:
                self._background.start(self._say(said, delivery))
            return render.said(render.words(card, directory, lane=delivery.lane))
        whispered = render.answer(card, directory, lane=delivery.lane, opens=self._opens)
        try:
            async with asyncio.timeout(PRIVATE_SECONDS):
                if await self._replies.whisper(delivery, whispered):
                    return render.said(phrases.BELOW)
                taken = await self._replies.privately(delivery, card)
        except TimeoutError:
            taken = False
        if taken:
            return render.said(phrases.IN_OUR_CHAT)
        return render.face(card, directory, lane=delivery.lane, opens=self._opens, own=True)

    async def _dialog(self, said: Said, delivery: Delivery) -> Json | None:
        directory = self._core.directory()
        match said:
            case None:
                return None
            case Opened():
                return render.dialog(said.form, directory, again.showing(dialog=True, home=delivery.home))
            case Done() | Shown():
                if delivery.home and isinstance(said, Done):
                    self._background.start(self._home_anew(delivery))
                return render.result(said.card, directory)
        return again.slow(delivery) if said is words.SLOW else await self._corrected_dialog(said, delivery)

    async def _home_anew(self, delivery: Delivery) -> None:
        """Put a person's Home as it is now in the place of the message from which a dialog was opened."""
        card = await self._home_now(delivery)
        if card is not None:
            home = render.answer(card, self._core.directory(), lane=delivery.lane, opens=self._opens)
            await self._replies.instead(delivery, delivery.home, home)

    async def _corrected_dialog(self, said: Said, delivery: Delivery) -> Json:
        sentence = self._sentence(said, delivery)
        if delivery.filled is None:
            return dialogs.told(sentence)
        form = await self._form_again(delivery)
        if form is None:
            return dialogs.lost(f"{sentence} {phrases.NOT_SHOWN_AGAIN}", delivery.filled.values)
        return render.dialog(form, self._core.directory(), again.corrected(said, sentence, delivery, dialog=True))

    async def _form_again(self, delivery: Delivery) -> Form | None:
        """Return the form that was sent, with what was filled in; None where there was none, or it is not known."""
        return await again.refilled(delivery.filled, self._look_up(delivery)) if delivery.filled is not None else None

    def _look_up(self, delivery: Delivery) -> LookUp:
        actor = Identity(PLATFORM, delivery.user)

        async def look_up(kind: str, words: str) -> tuple[Choice, ...]:
            search = Searched(actor=actor, request_key=delivery.key, source=kind, words=words)
            return await self._looked_up(search)

        return look_up

    @override
    def _follows(self, delivery: Delivery) -> bool:
        # A dialog that is asked for is asked for again; a search and a refresh go on by themselves.
        return delivery.kind in {Kind.MESSAGE, Kind.PRESS, Kind.SUBMISSION, Kind.PICKED_SUBMISSION}

    @override
    async def _say(self, said: Said, delivery: Delivery) -> None:
        """Say something beside the answer: where the person is alone with the bot, else in their chat with it."""

        async def known(_: Delivery) -> Said:
            return said

        activity: Json = await self._answer(delivery, known, lambda said: self._message(said, delivery))
        if delivery.personal or delivery.stranger or isinstance(said, Opened):
            await self._replies.here(delivery, activity)
        elif await self._replies.whisper(delivery, activity):
            pass
        elif not await self._replies.privately(
            delivery, said.card if isinstance(said, Done | Shown) else note(self._sentence(said, delivery))
        ):
            await self._replies.here(delivery, render.told(phrases.OPEN_A_CHAT.format(name=delivery.name)))

    def _message(self, said: Said, delivery: Delivery) -> Json:
        directory = self._core.directory()
        if isinstance(said, Done | Shown):
            return render.answer(said.card, directory, lane=delivery.lane, opens=self._opens)
        if isinstance(said, Opened):
            return render.form_message(said.form, directory, again.showing(dialog=False))
        form = again.again(delivery.filled) if delivery.filled is not None and isinstance(said, Refused) else None
        sentence = self._sentence(said, delivery)
        if form is None:
            return render.told(sentence)
        return render.form_message(form, directory, again.corrected(said, sentence, delivery, dialog=False))
