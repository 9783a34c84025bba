"""Where subjects meet: what the Home, an account card and a digest show is of many of them. None imports another."""

from collections.abc import Mapping, Sequence

from workflows.approvals import asking as approval_asking
from workflows.approvals import queries as approval_queries
from workflows.checkins import queries as checkin_queries
from workflows.checkins import risks as checkin_risks
from workflows.customers import commands as customers
from workflows.customers import queries as customer_queries
from workflows.deliveries import queries as delivery_queries
from workflows.desk import Desk, Look
from workflows.digests import cards as digest_cards
from workflows.digests import pipeline
from workflows.digests.actions import OWN, Sources, Told
from workflows.engagements import commands as engagements
from workflows.engagements import explaining
from workflows.handoffs import waiting as handoff_waiting
from workflows.home import cards as home_cards
from workflows.home import commands as home
from workflows.home import queries as home_queries
from workflows.home import steps as home_steps
from workflows.kernel.answers import Answer
from workflows.kernel.cards import Card
from workflows.kernel.people import Person
from workflows.kernel.piles import Section
from workflows.kernel.posts import Post
from workflows.people import absences
from workflows.references import reporting, sending
from workflows.tickets import reviewing

HOME_SOURCES: Mapping[str, home_queries.Source] = {
    "decisions": approval_queries.piles,
    "hand-offs": handoff_waiting.piles,
    "at-risk": checkin_risks.piles,
}
"""What other subjects bring to the Home, by the kind of a section."""


def show_home(look: Look, _query: home.ShowHome) -> Answer:
    """Show the Home. Subjects meet only here: each brings what waits for the asking person."""
    return home_queries.show_home(look, HOME_SOURCES, absences.absences_card(look))


def show_section(look: Look, query: home.ShowSection) -> Answer:
    """Show all of one section of the Home."""
    return home_queries.show_section(look, query, HOME_SOURCES)


OTHERS = explaining.Others(deciders=approval_asking.deciders, undelivered=delivery_queries.undelivered)


def why(look: Look, query: engagements.Why) -> Answer:
    """Say why a piece of work is where it is, with what decisions and deliveries know of it."""
    return explaining.why(look, query, OTHERS)


def show_customer(look: Look, query: customers.ShowCustomer) -> Answer:
    """Show an account card, on which check-ins say how the last one went."""
    return customer_queries.show_customer(look, query, last_said=checkin_queries.last_said)


NOBODY = Person(key="", name="")
"""Who sees what everybody sees, and no more: csops itself is among the people of all private work, to carry it out."""


def _as_seen_by(desk: Desk, whom: str) -> Look:
    """Return the desk of a question of somebody; without whom, of nobody."""
    person = desk.directory.people.get(whom, NOBODY)
    return Look(desk.unit, desk.now, desk.directory, desk.definitions, person)


def _references(desk: Desk, told: Told) -> Sequence[Post]:
    """The Referenceable Customer Report of a month (processes.md B 1.6)."""
    zone = desk.directory.time_zone
    month = reporting.month_of(told.period.key, now=desk.now, zone=zone)
    return (sending.post_of(desk, reporting.report_of(desk.unit, month, zone)),) if month else ()


def _risks(desk: Desk, told: Told) -> Sequence[Post]:
    """The customers at risk of whoever gets it, by the roles that do: also those with an overdue check-in."""
    digest = told.digest
    section = Section(
        key=digest.key,
        kind="at-risk",
        title=digest.title,
        whose=digest.people,
        process=digest.process,
        steps=digest.steps,
    )
    pile = checkin_risks.piles(_as_seen_by(desk, told.whom), (section,))[section.key]
    return (Post(card=home_cards.section_card(section, pile, 1, pages=False)),) if pile.count else ()


def _review(desk: Desk, told: Told) -> Sequence[Post]:
    """The tickets that wait for a priority of whoever reviews their kind (processes.md D)."""
    card = reviewing.review_card(_as_seen_by(desk, told.whom))
    return (Post(card=card),) if card else ()


def _waiting(desk: Desk, told: Told) -> Sequence[Post]:
    """What waits in the hands of some roles, what has waited longest first; only what everybody sees."""
    section = Section(key=told.digest.key, kind="steps", title=told.digest.title, whose=told.digest.whose)
    pile = home_steps.piles(_as_seen_by(desk, ""), (section,))[section.key]
    return (Post(card=home_cards.section_card(section, pile, 1, pages=False)),) if pile.count else ()


def _own(desk: Desk, told: Told) -> Sequence[Post]:
    """Somebody's own digest: their Home, where anything waits for them."""
    look = _as_seen_by(desk, told.whom)
    card = home_queries.show_home(look, HOME_SOURCES, Card(title="")).card
    if not any(row.button and not row.heading for row in card.rows):
        return ()
    return (Post(card=digest_cards.morning_card(card, told.period.every)),)


DIGEST_SOURCES: Sources = {
    "references": _references,
    "pipeline": pipeline.report,
    "risks": _risks,
    "review": _review,
    "waiting": _waiting,
    OWN: _own,
}
"""What makes each digest."""
