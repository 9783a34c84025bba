"""What looking costs: the Home with 500 items, an account with 10 000 entries, 1 000 000 tickets, 50 000 customers."""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks import grounds
from handlers.slack import render as slack
from storage import migrations, tables
from storage.engine import Database, open_database
from tests.counting import asked
from tests.home.test_owed import conducted
from tests.office import Office, furnish, staff
from tests.pricing import CARDS, set_rate_cards, to_approval
from tests.references.fifty_thousand import fill
from workflows.customers.commands import ShowCustomer
from workflows.engagements.commands import Find
from workflows.home.commands import ShowHome
from workflows.kernel.answers import Done, Opened, Shown
from workflows.kernel.commands import Query
from workflows.kernel.people import Identity

EACH = 100
"""So many decisions, hand-offs, check-ins, next steps, checklist items and tickets that were asked for."""
ENTRIES = 10_000
TICKETS = 1_000_000
ROUNDS = 15
SEARCHES = {
    "a word of every ticket": "login",
    "its beginning": "lo",
    "two common words": "common1 login",
    "one word of a thousand tickets": "word77",
    "a rare word": "tck 123456",
    "a common and a rare word": "login rare4242",
    "words that never meet": "odd1 even2",
    "a word that there is not": "zebra",
}


def home() -> dict[str, Any]:
    """Return what the Home of somebody with 500 items costs."""
    return _on_both(lambda url: _furnished(url, _everything), lambda person: ShowHome(actor=person))


def account() -> dict[str, Any]:
    """Return what the account card of a customer with 10 000 entries costs."""
    return _on_both(
        lambda url: grounds.furnished(url, engagements=ENTRIES),
        lambda person: ShowCustomer(actor=person, words="acme"),
    )


def report() -> dict[str, Any]:
    """Return what the register and the Referenceable Customer Report of 50 000 customers take, its sheet with it."""
    results: dict[str, Any] = {}
    with _grounds(lambda url: _furnished(url, lambda _, database: fill(database))) as urls:
        for kind, url in urls.items():
            with _office(url) as office:
                for name, words in (("register", "/references"), ("report", "/references report")):
                    results[f"{kind}: {name}"] = {**_typed(office, words), "goal": "2 s"}
    return results


def find() -> dict[str, Any]:
    """Return what each of several searches over a million tickets takes."""
    results: dict[str, Any] = {}
    with _grounds(lambda url: _furnished(url, _tickets)) as urls:
        for kind, url in urls.items():
            with _office(url) as office:
                found = {name: _figures(office, Find(actor=PRIA, words=words)) for name, words in SEARCHES.items()}
            results |= {f"{kind}: {name}": figures for name, figures in found.items()}
            results[f"{kind}: slowest"] = {"p50_ms": max(one["p50_ms"] for one in found.values()), "goal": "100 ms"}
    return results


PRIA = Identity("slack", "UPRIA")


def _on_both(furnish: Callable[[str], None], ask: Callable[[Identity], Query]) -> dict[str, Any]:
    results: dict[str, Any] = {}
    with _grounds(furnish) as urls:
        for kind, url in urls.items():
            with _office(url) as office:
                results[kind] = {**_figures(office, ask(PRIA)), "goal": "8 statements, 50 ms of CPU"}
    return results


@contextmanager
def _grounds(furnish: Callable[[str], None]) -> Iterator[Mapping[str, str]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="csops-bench-")))
        server = stack.enter_context(grounds.postgres())
        urls = {"sqlite": f"sqlite:///{folder}/lookups.db", "postgresql": grounds.fresh(server, "lookups")}
        for url in urls.values():
            furnish(url)
        yield urls


@contextmanager
def _office(url: str) -> Iterator[Office]:
    database = open_database(url)
    office = Office(database)
    try:
        yield office
    finally:
        office.dispatcher.close()
        database.close()


def _figures(office: Office, query: Query) -> dict[str, Any]:
    """Ask some times, drawing the answer for Slack each time."""
    cpu, taken, statements = [], [], 0
    for _ in range(ROUNDS):
        began, spent = time.perf_counter(), time.process_time()
        statements = _ask(office, query)
        cpu.append((time.process_time() - spent) * 1e3)
        taken.append((time.perf_counter() - began) * 1e3)
    return {
        "statements": statements,
        "cpu_ms": round(statistics.median(cpu), 1),
        "p50_ms": round(statistics.median(taken), 1),
    }


def _typed(office: Office, words: str) -> dict[str, Any]:
    """Let Mara type something some times."""
    cpu, taken = [], []
    for _ in range(ROUNDS):
        began, spent = time.perf_counter(), time.process_time()
        answer = office.type("mara", words)
        assert isinstance(answer, Done | Shown), answer
        cpu.append(time.process_time() - spent)
        taken.append(time.perf_counter() - began)
    return {"cpu_ms": round(statistics.median(cpu) * 1e3, 1), "p50_ms": round(statistics.median(taken) * 1e3, 1)}


def _ask(office: Office, query: Query) -> int:
    answer, statements = asked(office, query)
    assert isinstance(answer, Shown), answer
    slack.home(answer.card, office.dispatcher.directory())
    return statements


def _furnished(url: str, more: Callable[[Office, Database], None]) -> None:
    migrations.upgrade(url)
    database = open_database(url, patient=True)
    furnish(database)
    office = Office(database)
    try:
        more(office, database)
        grounds.analyze(database)
    finally:
        office.dispatcher.close()
        database.close()


def _everything(office: Office, database: Database) -> None:
    """Let Pria have a hundred of everything that can wait for somebody."""
    set_rate_cards(office, *CARDS)
    for role in ("csm", "am", "cs_director", "finance", "marketing"):
        staff(database, role, "pria")
    to_approval(office)
    _log(office, "ada", "Handed over")
    checked = office.start("pria", process="customer-success", title="Check-ins")
    assert isinstance(office.say("pria", checked, "started"), Done)
    conducted(office)
    step = office.start("ada", title="A next step")
    _log(office, "pria", "Asked for")
    with database.transaction() as connection:
        work = tables.engagement
        by_title = {row.title: row for row in connection.execute(sa.select(work)).all()}
        connection.execute(sa.update(work).where(work.c.id == step).values(owner="pria", owner_role="ps_manager"))
        logged = sa.update(work).where(work.c.id == by_title["Asked for"].id)
        connection.execute(logged.values(owner="carl", owner_role="csm", handoff_id=None))
        for number, row in enumerate(by_title.values()):
            for copy in range(1, EACH):
                _copy(connection, row.id, f"{number}{copy:031d}")


def _log(office: Office, who: str, title: str) -> None:
    opened = office.type(who, "/ticket")
    assert isinstance(opened, Opened), opened
    values = {"customer": "acme", "kind": "customer-success", "title": title}
    assert isinstance(office.submit(who, opened, values), Done)


def _copy(connection: sa.Connection, engagement: str, name: str) -> None:
    """Copy an engagement with what belongs to it."""
    row = connection.execute(sa.select(tables.engagement).where(tables.engagement.c.id == engagement)).one()
    parts = {"approval": tables.approval, "handoff": tables.handoff, "estimate": tables.estimate}
    held = {f"{part}_id": f"{part}{name}" for part in parts if getattr(row, f"{part}_id") is not None}
    values = {**row._mapping, **held, "id": name, "key": f"ENG-9{int(name)}"}  # noqa: SLF001 - its columns.
    connection.execute(sa.insert(tables.engagement).values(values))
    for part, table in parts.items():
        for one in connection.execute(sa.select(table).where(table.c.engagement_id == engagement)).all():
            values = {**one._mapping, "id": f"{part}{name}", "engagement_id": name}  # noqa: SLF001
            connection.execute(sa.insert(table).values(values))


def _rest(divisor: int) -> str:
    """Return the rest of n as both databases write it."""
    return f"(n - n / {divisor} * {divisor})"


_WORDS = (
    f"'_ticket tck ' || n || ' acme mills login common' || {_rest(3)} || ' word' || {_rest(1000)}"
    f" || ' rare' || {_rest(99991)} || CASE WHEN {_rest(2)} = 0 THEN ' even' ELSE ' odd' END || {_rest(10)}"
)


def _tickets(office: Office, database: Database) -> None:
    """Let there be a million tickets, each with its words."""
    _log(office, "ada", "The login fails")
    scattered = grounds.SCATTERED[database.engine.dialect.name]
    with database.transaction() as connection:
        if database.is_sqlite:  # Its indexes of words are made at the end, all at once.
            connection.exec_driver_sql("DROP TRIGGER engagement_title_added")
            connection.exec_driver_sql("DROP TRIGGER finding_added")
        first = str(connection.execute(sa.select(tables.engagement.c.id)).scalar_one())
    grounds.copy(database, tables.engagement, first, {"id": scattered, "key": "'TCK-' || n"}, more=TICKETS - 1)
    grounds.copy(database, tables.ticket, first, {"engagement_id": scattered}, more=TICKETS - 1)
    counted = grounds.counted(database, TICKETS - 1)
    words = f"INSERT INTO finding (id, kind, words) SELECT {scattered}, 'ticket', {_WORDS} FROM {counted}"  # noqa: S608 - all of it is ours.
    with database.transaction() as connection:
        connection.exec_driver_sql(words)
        if database.is_sqlite:
            connection.exec_driver_sql("INSERT INTO finding_words (finding_words) VALUES ('rebuild')")
