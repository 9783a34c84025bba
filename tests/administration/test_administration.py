"""`/csops admin`: what is missing, every part changed by administrators alone, each change with before and after."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
import sqlalchemy as sa

from storage import tables
from tests.checkins.test_check_ins import said
from tests.office import Office, every_button, slack, staff
from tests.pricing import CARDS, draft, set_rate_cards
from tests.together import at_once
from workflows.administration.commands import ChangeEntry
from workflows.kernel.answers import Answer, Done, Opened, Reason, Refused, Shown
from workflows.kernel.cards import Card
from workflows.kernel.people import Directory
from workflows.kernel.text import Place
from workflows.people.directory import read_directory

ADMIN = "zoe"


def card_of(answer: Answer) -> Card:
    """Return the card of an answer."""
    assert isinstance(answer, Shown | Done), answer
    return answer.card


def open_form(office: Office, part: str, label: str, button: str = "Change", *, who: str = ADMIN) -> Answer:
    """Go to an entry as a person does, by the lists, and press its button."""
    card = card_of(office.type(who, f"/csops admin {part}"))
    row = next((row for row in card.rows if said(row.text) == label), None)
    assert row is not None, [said(row.text) for row in card.rows]
    opened = card_of(office.press(who, Card(title="", rows=(row,)), "Open"))
    return office.press(who, opened, button)


def add(office: Office, part: str, button: str, values: Mapping[str, Any]) -> Answer:
    """Add an entry to a part by its form."""
    card = card_of(office.type(ADMIN, f"/csops admin {part}"))
    form = office.press(ADMIN, card, button)
    assert isinstance(form, Opened), form
    return office.submit(ADMIN, form, values)


def newest_change(office: Office) -> Mapping[str, Any]:
    """Return what the company's history says of the newest change."""
    rows = [row for row in office.rows(tables.history) if row["subject"] == "company"]
    newest = max(rows, key=lambda row: row["seq"])
    details = json.loads(newest["details"])
    before, after = json.loads(details["before"]), json.loads(details["after"])
    return {"by": newest["actor"], "part": details["part"], "key": details["key"], "before": before, "after": after}


def directory(office: Office) -> Directory:
    """Return the directory as it is kept."""
    with office.database.reading() as unit:
        return read_directory(unit)


def test_what_is_missing_comes_first(office: Office) -> None:
    """The gaps stand above the parts; each part has its button with how many there are."""
    card = card_of(office.type(ADMIN, "/csops admin"))

    assert "to mend" in str(card.status)
    assert any("Nobody is" in said(row.text) for row in card.rows)
    labels = [button.label for button in card.buttons]
    assert labels[0].startswith("Roles (")
    assert {"Customers (2)", "People (12)", "Service tiers (3)", "Rate cards (0)", "What was changed"} <= set(labels)
    part = card_of(office.press(ADMIN, card, "Channels"))
    assert part.title == "Channels"
    assert card_of(office.press(ADMIN, part, "Administration")) == card


@pytest.mark.parametrize("typed", ["/csops admin", "/csops admin people", "/csops admin customers acme"])
def test_only_administrators_look(office: Office, typed: str) -> None:
    """Everybody else is told who may, and sees nothing."""
    answer = office.type("ada", typed)

    assert isinstance(answer, Refused)
    assert (answer.reason, answer.facts["may"]) == (Reason.NOT_ALLOWED, "Zoe Adams")


def test_only_administrators_change_also_after_the_form_was_opened(office: Office) -> None:
    """It is checked when the form is sent: who was an administrator when it was opened is none any more."""
    form = open_form(office, "roles fin", "Finance")
    staff(office.database, "admin", "dora")
    before = office.rows(tables.role_holder)

    answer = office.submit(ADMIN, form, {"add": "ada"})

    assert isinstance(answer, Refused)
    assert answer.reason is Reason.NOT_ALLOWED
    assert office.rows(tables.role_holder) == before


def test_who_holds_a_role_is_changed(office: Office) -> None:
    """Somebody is added, somebody taken away; it counts at the next click, and the history has before and after."""
    answer = office.submit(ADMIN, open_form(office, "roles fin", "Finance"), {"add": "ada"})

    assert [said(row.text) for row in card_of(answer).rows] == ["people: fina → fina, ada"]
    assert directory(office).roles["finance"] == ("fina", "ada")
    change = {"by": ADMIN, "part": "roles", "key": "finance", "before": {"people": "fina"}}
    assert newest_change(office) == {**change, "after": {"people": "fina, ada"}}
    first = {"add": "ben", "first": True}
    wrong = office.submit(ADMIN, open_form(office, "roles fin", "Finance"), first)
    assert isinstance(wrong, Refused)
    assert (wrong.reason, wrong.field) == (Reason.NOT_A_CHOICE, "add")
    office.submit(ADMIN, open_form(office, "roles fin", "Finance"), {"holders": ("ada",), "add": "dora", "first": True})
    assert directory(office).roles["finance"] == ("dora", "ada")
    office.submit(ADMIN, open_form(office, "roles fin", "Finance"), {"holders": ()})
    assert "finance" not in directory(office).roles


def test_a_role_that_nobody_holds_is_filled(office: Office) -> None:
    """It stands first in the list, because it is missing."""
    card = card_of(office.type(ADMIN, "/csops admin roles"))
    assert said(card.rows[0].detail) == "nobody"
    name = said(card.rows[0].text)

    answer = office.submit(ADMIN, open_form(office, "roles", name), {"add": "ada"})

    assert card_of(answer).title.endswith("is added")


def test_the_last_administrator_stays(office: Office) -> None:
    """Neither by taking their own role away nor by letting themselves go."""
    role = office.submit(ADMIN, open_form(office, "roles", "Administrator"), {"holders": ()})
    gone = office.submit(ADMIN, open_form(office, "people zoe", "Zoe Adams", "Let go"), {})

    assert isinstance(role, Refused)
    assert role.reason is Reason.LAST_ADMIN
    assert isinstance(gone, Refused)
    assert gone.reason is Reason.HEIR_MISSING
    assert directory(office).roles["admin"] == ("zoe",)
    office.submit(ADMIN, open_form(office, "roles", "Administrator"), {"add": "dora"})
    assert isinstance(office.submit(ADMIN, open_form(office, "roles", "Administrator"), {"holders": ("dora",)}), Done)


def test_the_last_administrator_keeps_an_account(office: Office) -> None:
    """Who could not be reached here any more would administer nothing; nor does somebody without an account."""
    with office.database.transaction() as connection:
        connection.execute(sa.insert(tables.person).values(key="nils", name="Nils Berg"))
        connection.execute(sa.update(tables.company).values(directory_version=tables.company.c.directory_version + 1))

    lost = office.submit(ADMIN, open_form(office, "people zoe", "Zoe Adams"), {"slack": ""})
    form = open_form(office, "roles", "Administrator")
    handed = office.submit(ADMIN, form, {"add": "nils", "holders": ()})

    for answer in (lost, handed):
        assert isinstance(answer, Refused)
        assert answer.reason is Reason.LAST_ADMIN
    assert isinstance(office.type(ADMIN, "/csops admin"), Shown)


def test_a_channel_is_named_and_greeted(office: Office) -> None:
    """By its link; a hello is posted there, of which operations hears where it cannot be. It can be taken away."""
    link = "https://quellwerk.slack.com/archives/C0NEW1"

    answer = office.submit(ADMIN, open_form(office, "channels", "Finance"), {"channel": link})

    assert card_of(answer).title == "finance is changed"
    assert directory(office).channels["finance"] == "slack:C0NEW1"
    assert "hears of finance from now on" in said(office.last_card("slack:C0NEW1").body[0])
    wrong = office.submit(ADMIN, open_form(office, "channels", "Finance"), {"channel": "#finance"})
    assert isinstance(wrong, Refused)
    assert (wrong.reason, wrong.field) == (Reason.NOT_TAKEN, "channel")
    added = add(office, "channels", "Add to channels", {"purpose": "pse", "channel": "C0PSE"})
    assert card_of(added).title == "pse is added"
    opened = card_of(office.press(ADMIN, card_of(office.type(ADMIN, "/csops admin channels pse")), "Open"))
    assert isinstance(office.press(ADMIN, opened, "Take away"), Done)
    assert "pse" not in directory(office).channels


def test_a_customer_is_added_changed_and_let_go(office: Office) -> None:
    """Its key is made of its name; people of its own are named role by role; one of the past begins nothing new."""
    added = add(office, "customers", "Add to customers", {"name": "Café Élan", "tier": "premium", "channel": "C0ELAN"})
    assert card_of(added).title == "cafe-elan is added"
    again = add(office, "customers", "Add to customers", {"name": "Café Élan"})
    assert isinstance(again, Refused)
    assert (again.reason, again.field) == (Reason.THERE_ALREADY, "key")

    changed = office.submit(ADMIN, open_form(office, "customers café", "Café Élan"), {"name": "Élan", "tier": "none"})
    assert [said(row.text) for row in card_of(changed).rows] == ["name: Café Élan → Élan", "tier: premium → none"]
    own = office.press(ADMIN, entry(office, "customers", "cafe-elan"), "Role of their own")
    done = office.submit(ADMIN, own, {"role": "csm", "add": "emil"})
    assert card_of(done).title == "csm of cafe-elan is added"
    (row,) = [row for row in office.rows(tables.customer) if row["key"] == "cafe-elan"]
    assert (row["name"], row["tier"], row["channel"], json.loads(row["roles"])) == (
        *("Élan", "", "slack:C0ELAN"),
        {"csm": ["emil"]},
    )
    gone = office.press(ADMIN, entry(office, "customers", "cafe-elan"), "Let go")
    assert card_of(gone).title == "cafe-elan is one of the past now"
    assert isinstance(office.type("carl", "/customer élan"), Refused)
    assert isinstance(
        office.submit(ADMIN, office.press(ADMIN, entry(office, "customers", "cafe-elan"), "Take back"), {}), Done
    )
    assert isinstance(office.type("carl", "/customer élan"), Shown)


def entry(office: Office, part: str, key: str) -> Card:
    """Return the card of an entry, by the button of its list."""
    card = card_of(office.type(ADMIN, f"/csops admin {part}"))
    button = next(one for one in every_button(card) if one.label == "Open" and one.argument == key)
    return card_of(office.press(ADMIN, Card(title="", buttons=(button,)), "Open"))


def test_a_tier_is_added_changed_and_taken_away(office: Office) -> None:
    """Not while a customer has it; its numbers are checked under their fields."""
    values = {"title": "Night watch", "first_response_minutes": "10", "reviews_per_year": "6", "service_manager": True}
    assert card_of(add(office, "tiers", "New tier", values)).title == "night_watch is added"
    office.submit(ADMIN, open_form(office, "customers", "Acme Mills"), {"tier": "night_watch"})
    opened = entry(office, "tiers", "night_watch")

    used = office.press(ADMIN, opened, "Take away")
    wrong = office.submit(ADMIN, office.press(ADMIN, opened, "Change"), {"first_response_minutes": "7.5"})
    right = office.submit(ADMIN, office.press(ADMIN, opened, "Change"), {"first_response_minutes": "12"})

    assert isinstance(used, Refused)
    assert (used.reason, used.facts["customers"]) == (Reason.TIER_USED, "Acme Mills")
    assert isinstance(wrong, Refused)
    assert (wrong.reason, wrong.field) == (Reason.NOT_TAKEN, "first_response_minutes")
    assert [said(row.text) for row in card_of(right).rows] == ["first response minutes: 10 → 12"]
    office.submit(ADMIN, open_form(office, "customers", "Acme Mills"), {"tier": "none"})
    assert isinstance(office.press(ADMIN, entry(office, "tiers", "night_watch"), "Take away"), Done)
    assert [tier.key for tier in directory(office).settings.tiers] == ["basic", "enhanced", "premium"]


def test_new_rates_are_a_new_version(office: Office) -> None:
    """It begins with the newest card's lines; one that a ROM was made with has no button, and is refused anyway."""
    set_rate_cards(office, *CARDS)
    lines = "pse | Engineer | 180\nsa | Architect | 210.50 | may differ"
    values = {"version": "2028-1", "valid_from": "2028-01-01", "roles": lines}

    added = add(office, "rates", "New rate card", values)

    assert card_of(added).title == "2028-1 is added"
    card = directory(office).settings.rate_card_of("2028-1")
    assert card is not None
    assert [(rate.key, str(rate.per_hour), rate.override) for rate in card.rates] == [
        ("pse", "180", False),
        ("sa", "210.50", True),
    ]
    shown = card_of(office.press(ADMIN, card_of(added), "Open"))
    assert said(next(fact.value for fact in shown.facts if fact.label == "Rates")) == (
        "Engineer 180; Architect 210.50, or another"
    )
    for wrong, field in (
        ({**values, "version": "2028-2", "roles": "pse | Engineer | much"}, "roles"),
        ({**values, "version": "2028-2", "currency": "Euro"}, "currency"),
        ({**values, "version": "2028-2", "low_percent": "120"}, "low_percent"),
        ({**values, "version": "2028-2", "roles": "Not A Key | x | 1"}, "roles"),
    ):
        answer = add(office, "rates", "New rate card", wrong)
        assert isinstance(answer, Refused), wrong
        assert answer.field == field, (wrong, answer)
    again = add(office, "rates", "New rate card", values)
    assert isinstance(again, Refused)
    assert again.reason is Reason.THERE_ALREADY


def test_a_used_rate_card_never_changes(office: Office) -> None:
    """Its entry has no button; a form that was opened before it was used is refused when it is sent."""
    set_rate_cards(office, *CARDS)
    card = directory(office).settings.rate_card(office.now.date())
    assert card is not None
    version = card.version
    form = open_form(office, "rates", version)
    used = office.start("ada", title="Portal")
    assert isinstance(office.say("ada", used, "scoped"), Done)
    assert isinstance(draft(office, key="ENG-1"), Done)

    answer = office.submit(ADMIN, form, {"currency": "CHF"})

    assert isinstance(answer, Refused)
    assert (answer.reason, answer.field) == (Reason.CARD_USED, "version")
    assert "Change" not in [button.label for button in entry(office, "rates", version).buttons]


def test_of_two_who_change_the_same_the_second_looks_again(office: Office) -> None:
    """A form carries what it was made of, so that nothing is changed back unseen; what is so already is left alone."""
    first, second = open_form(office, "roles fin", "Finance"), open_form(office, "roles fin", "Finance")
    assert isinstance(office.submit(ADMIN, first, {"add": "ada"}), Done)

    late = office.submit(ADMIN, second, {"add": "dora"})
    same = office.submit(ADMIN, open_form(office, "roles fin", "Finance"), {})

    assert isinstance(late, Refused)
    assert late.reason is Reason.CHANGED_MEANWHILE
    assert card_of(same).title == "finance is so already"
    assert directory(office).roles["finance"] == ("fina", "ada")


def test_two_at_the_same_moment(office: Office) -> None:
    """Of two changes of one role at once, one gets through, and the other is told to look again."""
    form = open_form(office, "roles fin", "Finance")
    assert isinstance(form, Opened)
    state, _, key = form.form.argument.partition(" ")
    commands = [
        ChangeEntry(
            actor=slack(ADMIN), request_key=office.key(), part="roles", key=key, state=state,
            values={"holders": ("fina",), "add": who},
        )
        for who in ("ada", "dora")
    ]  # fmt: skip

    answers = at_once(office, *commands)

    assert sorted(type(one).__name__ for one in answers) == ["Done", "Refused"]
    assert len(directory(office).roles["finance"]) == 2


def test_what_was_changed_is_listed(office: Office) -> None:
    """Newest first, page by page, with who, when, before and after."""
    for number in range(6):
        office.later(minutes=1)
        who, held = ("ada", ("fina",)) if number % 2 == 0 else ("", ("fina",))
        office.submit(ADMIN, open_form(office, "roles fin", "Finance"), {"add": who, "holders": held})
    for number in range(6):
        office.submit(ADMIN, open_form(office, "channels", "Finance"), {"channel": f"C0FIN{number}"})

    card = card_of(office.press(ADMIN, card_of(office.type(ADMIN, "/csops admin")), "What was changed"))

    assert len(card.rows) == 10
    assert said(card.rows[0].text) == "Channels: finance · channel: ⌂ → ⌂"
    places = [piece.address for piece in card.rows[0].text if isinstance(piece, Place)]
    assert places == ["slack:C0FIN4", "slack:C0FIN5"]
    older = card_of(office.press(ADMIN, card, "Older"))
    assert said(older.rows[-1].text) == "Roles: finance · people: fina → fina, ada"
    assert card_of(office.press(ADMIN, older, "Newer")) == card


def test_long_lists_are_paged(office: Office) -> None:
    """Ten to a page, and back; words leave those that begin so."""
    with office.database.transaction() as connection:
        for number in range(25):
            named = {"key": f"c{number:02}", "name": f"Customer {number:02}", "folded_name": f"customer {number:02}"}
            connection.execute(sa.insert(tables.customer).values(**named))

    first = card_of(office.type(ADMIN, "/csops admin customers"))
    second = card_of(office.press(ADMIN, first, "More"))
    third = card_of(office.press(ADMIN, second, "More"))

    assert [len(card.rows) for card in (first, second, third)] == [10, 10, 7]
    assert card_of(office.press(ADMIN, third, "Back")) == second
    assert len(card_of(office.type(ADMIN, "/csops admin customers acme")).rows) == 1
    assert isinstance(office.type(ADMIN, "/csops admin nothing"), Refused)


def test_a_tampered_button_finds_nothing(office: Office) -> None:
    """Parts and keys that are none are refused in words."""
    opened = entry(office, "customers", "acme")
    for part, key in (("people", "nobody"), ("nothing", "acme"), ("roles", "nothing"), ("customer-roles", "x y")):
        forged = Card(
            title="",
            buttons=tuple(type(one)(one.key, one.label, part, one.version, key) for one in opened.buttons),
        )
        for label in ("Change", "Let go"):
            assert isinstance(office.press(ADMIN, forged, label), Refused), (part, key, label)
