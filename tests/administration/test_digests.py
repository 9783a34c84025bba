"""`/csops admin digests`: what is sent by itself, where it goes and when next, and changing it as csops.toml can."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from tests.administration.test_administration import ADMIN, card_of, directory, entry, newest_change
from tests.checkins.test_check_ins import said
from tests.checkins.test_planning import tick
from tests.office import Office, slack
from workflows.administration.commands import ChangeEntry
from workflows.digests.commands import KeepDigests
from workflows.kernel.answers import Answer, Done, Opened, Reason, Refused
from workflows.kernel.cards import Card
from workflows.kernel.digests import Wish
from workflows.kernel.text import When
from workflows.timing import CLOCK

SHIPPED = "On the first working day of a week at 9:00, in the channel for sales"


def digest_form(office: Office, key: str = "sales") -> Answer:
    """Go to a digest by the list, and press its button."""
    return office.press(ADMIN, entry(office, "digests", key), "Change")


def changed(office: Office, values: Mapping[str, Any], key: str = "sales") -> Answer:
    return office.submit(ADMIN, digest_form(office, key), values)


def comes(office: Office, key: str = "sales") -> datetime | None:
    """Return when a digest comes next by its entry."""
    (next_at,) = [fact.value for fact in entry(office, "digests", key).facts if fact.label == "Next"]
    return next((piece.at for piece in next_at if isinstance(piece, When)), None)


def keep(office: Office) -> None:
    """Let the chore keep the timers of what is sent by itself."""
    asked = KeepDigests(actor=CLOCK, request_key=office.key())
    assert isinstance(office.dispatcher.answer(asked), Done)


def wishes(office: Office) -> Mapping[str, Wish]:
    return directory(office).settings.digests


def test_each_is_listed_with_where_it_goes_and_when_next(office: Office) -> None:
    """All that csops ships, in their order; what is switched off says so and has no next time."""
    changed(office, {"off": True}, "finance")

    card = card_of(office.type(ADMIN, "/csops admin digests"))

    told = {said(row.text): said(row.detail) for row in card.rows}
    assert list(told)[:2] == ["Referenceable Customer Report", "Pipeline and risks"]
    assert told["Waiting in sales"] == f"{SHIPPED} · next: #"
    assert told["Waiting in finance"] == "Switched off: it comes only for the asking"
    assert [button.label for button in card.buttons] == ["Administration"]
    assert "Digests (6)" in [button.label for button in card_of(office.type(ADMIN, "/csops admin")).buttons]
    assert len(card_of(office.type(ADMIN, "/csops admin digests waiting in s")).rows) == 2


def test_when_it_comes_next_is_when_it_comes(office: Office) -> None:
    """What the entry says is the moment at which it is sent: before the first one, and after it."""
    office.now = datetime(2026, 3, 3, 10, tzinfo=UTC)  # A Tuesday: what goes out weekly went out yesterday.
    keep(office)
    monday = datetime(2026, 3, 9, 9, tzinfo=UTC)
    assert comes(office) == monday

    office.now = monday
    while tick(office):
        pass

    assert comes(office) == datetime(2026, 3, 16, 9, tzinfo=UTC)


def test_it_goes_elsewhere_at_another_time(office: Office) -> None:
    """What is changed is what csops.toml would say, and nothing else; the history has before and after."""
    keep(office)

    done = changed(office, {"every": "month", "hour": "8", "to": "none", "people": ("ps_manager", "sal")})

    assert [said(row.text) for row in card_of(done).rows] == [
        "every: week → month",
        "hour: 9:00 → 8:00",
        "channel: sales → none",
        "people: none → ps_manager, sal",
    ]
    assert wishes(office) == {"sales": Wish(every="month", hour=8, people=("ps_manager", "sal"))}
    change = newest_change(office)
    assert (change["by"], change["part"], change["key"]) == (ADMIN, "digests", "sales")
    assert comes(office) == datetime(2026, 4, 1, 8, tzinfo=UTC)
    keep(office)
    assert comes(office) == datetime(2026, 4, 1, 8, tzinfo=UTC)


def test_as_it_is_shipped_is_said_nowhere(office: Office) -> None:
    """Set back to how it is shipped, the company says nothing of it any more; what is so already is left alone."""
    changed(office, {"hour": "7"})
    assert wishes(office) == {"sales": Wish(hour=7)}

    changed(office, {"hour": "9"})

    assert wishes(office) == {}
    assert card_of(changed(office, {})).title == "sales is so already"


def test_what_cannot_be_is_refused_at_its_field(office: Office) -> None:
    """A channel and people at once, nowhere, an hour that is none; what a digest cannot be is not asked."""
    keeps = directory(office).settings
    for values, field in (
        ({"people": ("sal",)}, "people"),
        ({"to": "none"}, "people"),
        ({"hour": "24"}, "hour"),
        ({"hour": "9.5"}, "hour"),
        ({"every": "year"}, "every"),
    ):
        answer = changed(office, values)
        assert isinstance(answer, Refused), values
        assert answer.field == field, (values, answer)
    report, stories = digest_form(office, "references"), digest_form(office, "stories")
    assert isinstance(report, Opened)
    assert isinstance(stories, Opened)
    assert [field.key for field in report.form.fields] == ["hour", "to", "people", "off"]
    assert [field.key for field in stories.form.fields] == ["every", "hour", "people", "off"]
    assert directory(office).settings == keeps


def test_what_is_no_digest_is_not_found(office: Office) -> None:
    """Neither by a button that somebody made up nor by a form of their own."""
    opened = entry(office, "digests", "sales")
    (change, *_rest) = [one for one in opened.buttons if one.label == "Change"]
    for key in ("", "nothing"):
        forged = Card(title="", buttons=(replace(change, argument=key),))
        asked = office.press(ADMIN, forged, "Change")
        command = ChangeEntry(
            actor=slack(ADMIN), request_key=office.key(), part="digests", key=key, state="new", values={"hour": "8"}
        )
        for answer in (asked, office.dispatcher.answer(command)):
            assert isinstance(answer, Refused), key
            assert answer.reason is Reason.NOT_FOUND
