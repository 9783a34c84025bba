"""What `/ticket` opens, lists and shows."""

import pytest

from storage import tables
from tests.office import Office, slack
from workflows.kernel.answers import Answer, Done, Opened, Reason, Refused, Shown
from workflows.kernel.commands import OpenForm
from workflows.kernel.requests import Typed
from workflows.tickets.commands import LogTicket


def prefilled(office: Office, words: str) -> dict[str, object]:
    """Return what the form begins with for typed words."""
    answer = office.type("carl", f"/ticket {words}")
    assert isinstance(answer, Opened), answer
    return {field.key: field.initial for field in answer.form.fields if field.initial is not None}


def some(office: Office, count: int, *, who: str = "carl", kind: str = "bug", customer: str = "acme") -> None:
    """Log so many tickets, a minute apart."""
    for number in range(count):
        office.later(minutes=1)
        asked = LogTicket(
            actor=slack(who), request_key=office.key(), customer=customer, kind=kind, title=f"{kind} {number}"
        )
        assert isinstance(office.dispatcher.answer(asked), Done)


def listed(answer: Answer) -> list[str]:
    """Return the numbers that a list shows."""
    assert isinstance(answer, Shown), answer
    return [row.text[0].words for row in answer.card.rows]  # type: ignore[union-attr]


def test_no_words_open_the_form_without_the_database(office: Office) -> None:
    """The form is made of the definition alone: it opens while the database is busy or gone."""
    typed = Typed(actor=slack("carl"), request_key=office.key(), verb="/ticket")

    routed = office.registry.route(typed)

    assert isinstance(routed, Opened)
    kinds = next(field for field in routed.form.fields if field.key == "kind")
    assert [choice.value for choice in kinds.choices] == [
        "customer-success",
        "development-request",
        "bug",
        "post-implementation",
        "additional-scope",
    ]
    assert all(choice.description for choice in kinds.choices)
    priority = next(field for field in routed.form.fields if field.key == "priority")
    assert not priority.required
    assert "Bug" in priority.hint


def test_words_are_looked_up_and_only_prefill(office: Office) -> None:
    """Kind, customer and title are guessed softly; nothing is written before the form is sent."""
    typed = Typed(actor=slack("carl"), request_key=office.key(), verb="/ticket", words="bug acme The login fails")
    assert isinstance(office.registry.route(typed), OpenForm)

    assert prefilled(office, "bug acme The login fails") == {
        "kind": "bug",
        "customer": "acme",
        "title": "The login fails",
    }
    assert prefilled(office, "Birk & Sons report late") == {"customer": "birk", "title": "report late"}
    assert prefilled(office, "new the report is late") == {"title": "the report is late"}
    assert prefilled(office, "post implementation") == {"kind": "post-implementation"}
    assert office.rows(tables.ticket) == []


def test_long_words_are_kept_whole(office: Office) -> None:
    """A title takes what fits; all of it stands in the description."""
    words = "the login fails " * 20

    start = prefilled(office, words)

    assert len(str(start["title"])) <= 150
    assert start["description"] == words.strip()


def test_a_list_is_paged_newest_first(office: Office) -> None:
    """Ten on a page, with a way on and a way back."""
    some(office, 12)

    first = office.type("ada", "/ticket list")
    assert listed(first) == [f"TCK-{number}" for number in range(12, 2, -1)]
    assert isinstance(first, Shown)
    second = office.press("ada", first.card, "Next")
    assert listed(second) == ["TCK-2", "TCK-1"]
    assert isinstance(second, Shown)
    assert "Next" not in [button.label for button in second.card.buttons]
    assert listed(office.press("ada", second.card, "Back")) == listed(first)


def test_a_list_narrows_by_kind_customer_and_person(office: Office) -> None:
    """`mine` are those I have or logged; a kind by its name; a customer by the beginning of the name; also together."""
    some(office, 1, who="carl", kind="bug")
    some(office, 1, who="ada", kind="customer-success")
    some(office, 1, who="carl", kind="bug", customer="birk")

    assert listed(office.type("carl", "/ticket list")) == ["TCK-3", "TCK-2", "TCK-1"]
    assert listed(office.type("ada", "/ticket list mine")) == ["TCK-2"]
    assert listed(office.type("carl", "/ticket list bug")) == ["TCK-3", "TCK-1"]
    assert listed(office.type("carl", "/ticket list BIRK")) == ["TCK-3"]
    assert listed(office.type("carl", "/ticket list mine bug acme")) == ["TCK-1"]


def test_an_empty_list_says_what_to_do(office: Office) -> None:
    """Nobody is left with an empty card."""
    answer = office.type("carl", "/ticket list nobody")

    assert isinstance(answer, Shown)
    assert "/ticket" in str(answer.card.body)


def test_what_has_ended_is_not_listed(office: Office) -> None:
    """The list shows what is under way; `/ticket show` still shows the rest."""
    some(office, 1, kind="customer-success")
    for label in ("Take it up", "Resolved", "Close in HubSpot", "Write to", "I told"):
        card = office.type("carl", "/ticket show 1")
        assert isinstance(card, Shown)
        form = office.press("carl", card.card, label)
        if isinstance(form, Opened):
            office.submit("carl", form, {"message": "It is done."})

    assert listed(office.type("carl", "/ticket list")) == []
    ended = office.type("carl", "/ticket show TCK-1")
    assert isinstance(ended, Shown)
    assert "Customer informed" in str(ended.card.facts)
    assert ended.card.buttons == ()


@pytest.mark.parametrize("words", ["show TCK-1", "show tck-1", "show 1", "TCK-1", "tck-1"])
def test_a_ticket_is_shown_by_its_number(office: Office, words: str) -> None:
    """However the number is typed; buttons only for who may press them."""
    some(office, 1)

    mine, others = office.type("carl", f"/ticket {words}"), office.type("fina", f"/ticket {words}")

    assert isinstance(mine, Shown)
    assert isinstance(others, Shown)
    assert mine.card.title == others.card.title == "TCK-1 bug 0"
    assert mine.card.buttons
    assert others.card.buttons == ()


@pytest.mark.parametrize("words", ["show TCK-99", "show nothing", "show ENG-1", "show \x00", "show " + "9" * 500])
def test_what_is_no_ticket_is_not_found(office: Office, words: str) -> None:
    """An engagement is no ticket, and what does not exist is refused in words."""
    office.start()

    answer = office.type("carl", f"/ticket {words}")

    assert isinstance(answer, Refused)
    assert answer.reason is Reason.NOT_FOUND


def test_a_list_shows_a_ticket_at_a_click(office: Office) -> None:
    """Each entry has its button."""
    some(office, 1)
    answer = office.type("carl", "/ticket list")
    assert isinstance(answer, Shown)

    one = office.press("carl", answer.card, "Open")

    assert isinstance(one, Shown)
    assert one.card.title == "TCK-1 bug 0"


def test_a_ticket_is_closed_by_its_number(office: Office) -> None:
    """`/ticket close` opens the form of the last step, and nothing ends before the customer is told."""
    some(office, 1, kind="customer-success")
    for outcome in ("taken", "resolved", "closed"):
        assert isinstance(office.type("carl", "/ticket close TCK-1"), Shown)
        opened = office.type("carl", "/engagement done TCK-1")
        assert isinstance(opened, Opened)
        assert isinstance(office.submit("carl", opened, {"outcome": outcome}), Done)
    last = office.type("carl", "/ticket close 1")
    assert isinstance(last, Opened)

    silent = office.submit("carl", last, {"message": "  "})
    told = office.submit("carl", last, {"message": "<!here> It *works* again."})

    assert isinstance(silent, Refused)
    assert (silent.reason, silent.field) == (Reason.FIELD_MISSING, "message")
    assert isinstance(told, Done)
    words = office.last_card("slack:CACME", having="I told them")
    assert words.quote == "<!here> It *works* again."
    assert isinstance(office.press("carl", words, "I told them"), Done)


def test_a_ticket_is_reopened(office: Office) -> None:
    """What had ended is taken up again at the step that was chosen, and is in the list again."""
    test_a_ticket_is_closed_by_its_number(office)
    opened = office.type("carl", "/ticket reopen TCK-1")
    assert isinstance(opened, Opened)

    answer = office.submit("carl", opened, {"step": "in-progress", "reason": "It came back."})

    assert isinstance(answer, Done)
    assert listed(office.type("carl", "/ticket list")) == ["TCK-1"]


def test_words_that_only_begin_like_a_verb_are_a_title(office: Office) -> None:
    """`/ticket close the books` logs a ticket about that."""
    opened = office.type("carl", "/ticket close the books")

    assert isinstance(opened, Opened)
    assert opened.form.kind == "ticket.log"
