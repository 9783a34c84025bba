"""The dispatcher: one command, one transaction, one answer; and the same request key, the same answer."""

import asyncio
import math
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
import structlog

from bot.acting import acting, known
from bot.definitions import refreshed
from bot.writer import Writer
from storage import answers, opening, outbox
from storage.engine import Database
from storage.statements import Prepared, Row
from storage.turns import TurnTimeoutError
from storage.unit import ConflictError, DatabaseLostError, ReadsMoreError, Unit
from workflows.desk import Desk, Look, Opening, told_in_whose_place
from workflows.kernel.answers import Answer, Done, Opened, Reason, Refused, RefusedError
from workflows.kernel.commands import MOST_PAGES, Command, OpenForm, Query
from workflows.kernel.forms import Form
from workflows.kernel.people import Directory
from workflows.people.directory import read_directory
from workflows.process.catalogue import Definitions, UnknownProcessError
from workflows.registry import Registry

if TYPE_CHECKING:
    from storage.wires import Wires

OpenUnit = Callable[[], AbstractContextManager[Unit]]

TRIES = 20
"""Each conflict means that somebody else got through: more people than ever press one button at once."""

log = structlog.get_logger()

_DONE = msgspec.json.Decoder(Done)
_ENCODER = msgspec.json.Encoder()


def nothing(_boundary: str) -> None:
    """Do nothing at a boundary; the crash tests pass something that kills the process."""


class Decided(msgspec.Struct, frozen=True):
    """What came of a command, and whether there is something to commit and to relay."""

    answer: Answer
    commits: bool = False
    promises: bool = False


class Dispatcher:
    """Carries out commands and answers questions against one database, never in the way of the event loop."""

    def __init__(  # noqa: PLR0913 - what a process is made of, by name.
        self,
        *,
        database: Database,
        registry: Registry,
        definitions: Definitions,
        clock: Callable[[], datetime],
        committed: Callable[[], None],
        boundary: Callable[[str], None] = nothing,
        threads: int = 8,
    ) -> None:
        self._database = database
        self._registry = registry
        self._definitions = definitions
        self._clock = clock
        self._committed = committed
        self._boundary = boundary
        self._directory: Directory | None = None
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="command")
        self._writer = Writer(self._together) if database.is_sqlite else None
        self._wires: Wires | None = None
        self._asked_at = -math.inf

    async def __call__(self, asked: Command | Query | OpenForm) -> Answer:
        """Return the answer, durable where it is Done. Raises DatabaseLostError when the database is out of reach.

        Commands, which are what there is much of, take the cheapest way: on SQLite together in one writer's thread, on
        PostgreSQL here on the loop. Everything else waits in a thread of its own.
        """
        loop = asyncio.get_running_loop()
        if isinstance(asked, Command):
            if not self._registry.carried(type(asked)).by_clock:
                self._asked_at = loop.time()
            with suppress(UnknownProcessError):  # What is not known here is read anew in the thread.
                answer = await (self._writer or self._on_the_loop)(asked)
                if answer is not None:
                    return answer
        return await loop.run_in_executor(self._pool, self.answer, asked)

    def quiet_seconds(self) -> float:
        """Return for how long nobody has given a command; what happens by itself steps back for those who do."""
        return asyncio.get_running_loop().time() - self._asked_at

    def answer(self, asked: Command | Query | OpenForm) -> Answer:
        """Do the same in the calling thread."""
        try:
            try:
                return self._answer(asked)
            except DatabaseLostError:
                # The server was started again, perhaps. Asking once more is safe: the request key is the same.
                self._database.reconnect()
                return self._answer(asked)
            except UnknownProcessError:
                # A replica with a newer definition has begun it, after this one had read what there was.
                self._definitions = refreshed(self._database, self._definitions)
                return self._answer(asked)
        except RefusedError as refused:
            return refused.refusal
        except UnknownProcessError as unknown:
            return Refused(reason=Reason.NEWER_PROCESS, facts={"process": unknown.process})
        except TurnTimeoutError:
            return Refused(reason=Reason.BUSY)

    def directory(self) -> Directory:
        """Return the directory as it was last read; the edges use it to name and mention people."""
        if self._directory is None:
            with self._database.reading() as unit:
                self._directory = read_directory(unit)
        return self._directory

    def close(self) -> None:
        """Wait for what is under way, and take nothing more."""
        self._pool.shutdown(wait=True)
        if self._writer is not None:
            self._writer.close()
        if self._wires is not None:
            self._wires.close()

    def _answer(self, asked: Command | Query | OpenForm) -> Answer:
        if not isinstance(asked, Command):
            return self._look(asked)
        decided = self._carry_out(asked, self._database.unit)
        self._tell(decided)
        return decided.answer

    async def _on_the_loop(self, command: Command) -> Answer | None:
        """Try once to carry a command out without a thread; None where it reads more, or something came between."""
        if self._wires is None:
            self._wires = self._database.wires()
        try:
            content = answers.digest(checked(command))
            wire = await self._wires.take()
            try:
                decided = self._decided(wire, command, content, await wire.first(*self._opening(command)))
                if not wire.is_empty:
                    self._boundary("before-commit")
                    await wire.send()
            finally:
                self._wires.give_back(wire)
        except (ConflictError, ReadsMoreError):
            return None
        except DatabaseLostError:
            self._wires.close()
            self._database.reconnect()
            return None
        except RefusedError as refused:
            return refused.refusal
        self._tell(decided)
        return decided.answer

    def _together(self, commands: Sequence[Command]) -> Sequence[Answer | Exception]:
        """Carry out commands in one transaction of SQLite, each kept or given up by itself."""
        try:
            with self._database.group() as open_unit:
                outcomes = [self._one_of(command, open_unit) for command in commands]
        except TurnTimeoutError:
            return [Refused(reason=Reason.BUSY)] * len(commands)
        except Exception:
            self._directory = None  # It may hold what one of them wrote, and nothing of that was kept.
            raise
        self._tell(*(outcome for outcome in outcomes if isinstance(outcome, Decided)))
        return [outcome.answer if isinstance(outcome, Decided) else outcome for outcome in outcomes]

    def _one_of(self, command: Command, open_unit: OpenUnit) -> Decided | Exception:
        try:
            return self._carry_out(command, open_unit)
        except RefusedError as refused:
            return Decided(refused.refusal)
        except Exception as error:  # noqa: BLE001 - what goes wrong with one command is told to whoever gave that one.
            return error

    def _carry_out(self, command: Command, open_unit: OpenUnit) -> Decided:
        content = answers.digest(checked(command))
        for tried in range(1, TRIES + 1):
            try:
                with open_unit() as unit:
                    decided = self._decided(unit, command, content, unit.row(*self._opening(command)))
                    if not unit.is_empty:
                        self._boundary("before-commit")
                        unit.commit()
            except ConflictError:
                # So many others cannot have been first: what is to be written does not fit.
                tell = log.exception if tried == TRIES else log.info
                tell("command_tried_again", request_key=command.request_key, tried=tried)
            else:
                return decided
        return Decided(Refused(reason=Reason.BUSY))

    def _opening(self, command: Command) -> tuple[Prepared, Mapping[str, str]]:
        first: Opening = self._registry.carried(type(command)).opening(command)
        return first.statement, {"request_key": command.request_key, **first.parameters()}

    def _decided(self, unit: Unit, command: Command, content: str, opened: Row | None) -> Decided:
        """Decide on what was read, and queue the writes; nothing where the same request was answered before."""
        if opened is None:
            raise RefusedError(Reason.NOT_LOADED)
        if opened.given_reply is not None:
            if opened.given_digest != content:
                raise RefusedError(Reason.REUSED_KEY)
            return Decided(_DONE.decode(opened.given_reply))
        now = self._clock()
        directory = self._directory_at(unit, opened.directory_version).at(now)
        carried = self._registry.carried(type(command))
        desk = Desk(
            unit=unit,
            now=now,
            directory=directory,
            definitions=self._definitions,
            actor=acting(carried, directory, command.actor),
            request_key=command.request_key,
            opened=opened,
            ties=self._registry.ties,
            number=getattr(opened, "work_number", None),
        )
        answer = told_in_whose_place(desk, carried.action(desk, command))
        if isinstance(answer, Refused | Opened):
            return Decided(answer)  # What the action wrote is kept all the same; the next try is decided on anew.
        outbox.promise(unit, desk.promises, request_key=command.request_key, now=now)
        if not carried.by_clock:
            reply = _ENCODER.encode(answer).decode()
            answers.remember(unit, request_key=command.request_key, digest=content, reply=reply, now=now)
        return Decided(desk.shown or answer, commits=True, promises=bool(desk.promises))

    def _tell(self, *decided: Decided) -> None:
        """Say that it was committed, to whoever waits for that."""
        if any(one.commits for one in decided):
            self._boundary("after-commit")
        if any(one.promises for one in decided):
            self._committed()

    def _look(self, asked: Query | OpenForm) -> Answer:
        checked(asked)
        with self._database.reading() as unit:
            opened = unit.row(opening.NOTHING, {"request_key": ""})
            if opened is None:
                raise RefusedError(Reason.NOT_LOADED)
            now = self._clock()
            directory = self._directory_at(unit, opened.directory_version).at(now)
            look = Look(unit, now, directory, self._definitions, known(directory, asked.actor))
            if isinstance(asked, OpenForm):
                built = self._registry.form(asked.form)(look, asked)
                return Opened(form=built) if isinstance(built, Form) else built
            return self._registry.question(type(asked))(look, asked)

    def _directory_at(self, unit: Unit, version: int) -> Directory:
        directory = self._directory
        if directory is None or directory.version != version:
            directory = self._directory = read_directory(unit)
        return directory


def checked(asked: Command | Query | OpenForm) -> bytes:
    """Return what was asked as bytes; refused with UNREADABLE where it holds what no database can keep or look for.

    The doors clean every word, so this is never what a person typed. NUL in a command's words is left to the action,
    which cleans what it keeps.
    """
    try:
        content = _ENCODER.encode(asked)
    except (UnicodeEncodeError, RecursionError):
        raise RefusedError(Reason.UNREADABLE) from None
    values = (asked.request_key,) if isinstance(asked, Command) else msgspec.structs.astuple(asked)
    if any(isinstance(value, str) and "\0" in value for value in values):
        raise RefusedError(Reason.UNREADABLE)
    if isinstance(asked, Query) and any(isinstance(value, int) and not 0 < value <= MOST_PAGES for value in values):
        raise RefusedError(Reason.UNREADABLE)
    return content
