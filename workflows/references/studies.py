"""Case studies: the part of a reference program that writes one, begun for a customer who agreed to it (B 2.8, 2.9)."""

from collections.abc import Mapping
from typing import Final

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.sight import seen
from storage.statements import Prepared, Row
from workflows.desk import Desk, Look, Noted
from workflows.engagements import cards as spine
from workflows.engagements import customers, sight, starting
from workflows.engagements.actions import check_may, customer_at
from workflows.engagements.commands import ShowEngagement
from workflows.engagements.queries import show_engagement
from workflows.engagements.work import save
from workflows.kernel.answers import Answer, Done, Reason, RefusedError, Shown
from workflows.kernel.cards import Button, Card, Fact
from workflows.kernel.cards import Row as Entered
from workflows.kernel.cleaning import single_line
from workflows.kernel.commands import OpenForm
from workflows.kernel.forms import Field, Form
from workflows.kernel.reading import is_link, read_values
from workflows.kernel.text import Line, Link, Mention, Strong, When, line
from workflows.references import cards, register, rules
from workflows.references.actions import check_covers
from workflows.references.rules import Study
from workflows.references.study_commands import (
    SHOW,
    START,
    ListCaseStudies,
    ShowCaseStudy,
    StartCaseStudy,
    page_button,
)

ON_A_PAGE: Final = 10
EMPTY: Final = "No case study is under way. Begin one with /casestudy and the customer's name."

engagement, customer = tables.engagement, tables.customer
_COLUMNS = (
    engagement.c.id,
    engagement.c.key,
    engagement.c.title,
    engagement.c.process_version,
    engagement.c.step,
    engagement.c.entered_at,
    engagement.c.owner,
    engagement.c.facts,
)
_UNDER_WAY = (
    engagement.c.process == sa.literal_column(f"'{rules.PROCESS}'", sa.Text),
    engagement.c.step.is_not(None),
    sa.or_(
        engagement.c.position.like(sa.bindparam("asked", type_=sa.Text)),
        engagement.c.position.like(sa.bindparam("written", type_=sa.Text)),
    ),
)
"""A reference program that came to where a case study is asked for or written, and has not ended."""
OF_CUSTOMER = Prepared(
    sa.select(*_COLUMNS)
    .where(engagement.c.customer_key == sa.bindparam("customer", type_=sa.Text), *_UNDER_WAY, seen(engagement))
    .order_by(engagement.c.created_at, engagement.c.id)
    .limit(sa.literal_column("1"))
)
LIST = Prepared(
    sa.select(*_COLUMNS, customer.c.name.label("customer_name"))
    .select_from(engagement.join(customer, customer.c.key == engagement.c.customer_key))
    .where(*_UNDER_WAY, seen(engagement))
    .order_by(engagement.c.entered_at, engagement.c.id)
    .limit(sa.bindparam("limit", type_=sa.Integer))
    .offset(sa.bindparam("offset", type_=sa.Integer))
)
BY_ID = Prepared(
    sa.select(engagement.c.key, engagement.c.process_version, engagement.c.facts).where(
        engagement.c.id == sa.bindparam("engagement", type_=sa.Text),
        seen(engagement),
        engagement.c.process == sa.literal_column(f"'{rules.PROCESS}'", sa.Text),
        seen(engagement),
    )
)
_FACTS = msgspec.json.Decoder(dict[str, str])


def start_form(look: Look, ask: OpenForm) -> Form | Answer:
    """Return the form that begins a customer's case study; where one is under way, that one with its draft.

    Refused with words what to do where they are not on the register, or did not agree to a case study.
    """
    found = customers.meant(look.unit, ask.words)
    study = _study(look)
    running = look.unit.row(OF_CUSTOMER, {"customer": found.key, **_visited(study), **sight.sees(look)})
    if running is not None:
        return _shown(look, ShowCaseStudy(actor=ask.actor, engagement=running.id))
    kinds = rules.kinds_of(look.definitions.current(rules.PROCESS))
    day = rules.day_of(look.now, look.directory.time_zone)
    entry = register.live(look.unit, found.key)
    check_covers(found, entry, kinds=kinds, use=rules.CASE_STUDY, day=day)
    stands = cards.standing_line(entry, kinds, day) if entry else line()
    return Form(
        kind=START,
        title="Case study",
        submit="Begin",
        intro=(line(Strong(found.name)), stands),
        fields=_fields(found.name),
        subject=found.key,
    )


def start_case_study(desk: Desk, command: StartCaseStudy) -> Done:
    """Begin it where the customer is still to be asked (2.8), or where it is written (2.9) if they agreed to this one.

    Who owns that step may. One that is under way is not begun a second time.
    """
    who = customer_at(desk)
    study = _study(desk)
    desk.guard(who.subject)
    running = desk.unit.row(OF_CUSTOMER, {"customer": who.key, **_visited(study), **sight.sees(desk)})
    if running is not None:
        said = line("It is under way already, since ", When(running.entered_at), " at this step.")
        return Done(card=Card(title=f"{running.key} {running.title}", body=(said,), buttons=(_look(running.id),)))
    given = read_values(_fields(who.name), command.values)
    at = study.write if given.get("agreed") == "yes" else study.ask
    definition = desk.definitions.current(rules.PROCESS)
    first = definition.step(at)
    if first is not None:
        check_may(desk, who, definition.owners(first, {}), definition.role_of)
    day = rules.day_of(desk.now, desk.directory.time_zone)
    entry = register.live(desk.unit, who.key)
    check_covers(who, entry, kinds=rules.kinds_of(definition), use=rules.CASE_STUDY, day=day)
    facts = {study.draft: given["draft"]} if study.draft and "draft" in given else {}
    # The entry is the lock: of two who begin one at once, the second is shown the one that is under way.
    desk.record_next(Noted("case-study"), subject=who.subject)
    work = starting.begin(desk, process=rules.PROCESS, customer=who, title=given["title"], facts=facts, at=at)
    save(desk, work)
    return Done(card=spine.done_card(work, desk.directory, "case study begun"))


def show_case_study(look: Look, query: ShowCaseStudy) -> Shown:
    """Show where a case study stands, with the link to its draft and the buttons to move it on."""
    return _shown(look, query)


def list_case_studies(look: Look, query: ListCaseStudies) -> Shown:
    """List the case studies that are under way."""
    page = {"limit": ON_A_PAGE + 1, "offset": (query.page - 1) * ON_A_PAGE}
    rows = look.unit.rows(LIST, {**page, **_visited(_study(look)), **sight.sees(look)})
    if not rows:
        return Shown(card=Card(title="Case studies", body=(line(EMPTY),)))
    buttons = [page_button("Back", query.page - 1)] if query.page > 1 else []
    if len(rows) > ON_A_PAGE:
        buttons.append(page_button("More", query.page + 1))
    entries = tuple(_row(look, row) for row in rows[:ON_A_PAGE])
    return Shown(card=Card(title="Case studies under way", rows=entries, buttons=tuple(buttons)))


def _fields(name: str) -> tuple[Field, ...]:
    return (
        Field(key="title", label="What is it about?", initial=f"Case study: {name}"[:150], max_length=150),
        Field(
            key="agreed",
            label="They agreed to this one",
            kind="yes_no",
            required=False,
            hint="Otherwise they are asked first.",
        ),
        Field(key="draft", label="The draft", kind="link", required=False, hint="A link to it, where there is one."),
    )


def _study(at: Desk | Look) -> Study:
    study = rules.study_of(at.definitions.current(rules.PROCESS))
    if study is None:
        raise RefusedError(Reason.UNKNOWN_PROCESS, process=rules.CASE_STUDY)
    return study


def _visited(study: Study) -> Mapping[str, str]:
    """Return how the position of an engagement reads that came to the steps of a case study."""
    return {"asked": f'%"{study.ask}":%', "written": f'%"{study.write}":%'}


def _shown(look: Look, query: ShowCaseStudy) -> Shown:
    row = look.unit.row(BY_ID, {"engagement": single_line(query.engagement), **sight.sees(look)})
    if row is None:
        raise RefusedError(Reason.NOT_FOUND)
    shown = show_engagement(look, ShowEngagement(actor=query.actor, key=row.key))
    draft = _draft(look, row)
    facts = (Fact("Draft", draft), *shown.card.facts) if draft else shown.card.facts
    return Shown(card=msgspec.structs.replace(shown.card, facts=facts))


def _row(look: Look, row: Row) -> Entered:
    step = look.definitions.version(rules.PROCESS, row.process_version).step(row.step)
    where = spine.step_words(step) if step else row.step
    who: Line = (" · ", Mention(row.owner, notify=False)) if row.owner else ()
    draft = _draft(look, row)
    detail = line(f"{where} · since ", When(row.entered_at, "date"), *who, *((" · ", *draft) if draft else ()))
    return Entered(
        text=line(Strong(row.key), f" {row.customer_name}: {row.title}"), detail=detail, button=_look(row.id)
    )


def _draft(look: Look, row: Row) -> Line:
    """Return the link to the draft as it was handed in last; empty where there is none yet."""
    study = rules.study_of(look.definitions.version(rules.PROCESS, row.process_version))
    url = _FACTS.decode(row.facts).get(study.draft, "") if study else ""
    return line(Link(url, "the draft")) if is_link(url) else ()


def _look(engagement_id: str) -> Button:
    return Button(key=SHOW, label="Open", subject=engagement_id)
