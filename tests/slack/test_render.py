"""What cards and forms become on Slack: always within its limits, and never speaking in somebody else's voice."""

import re
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from handlers.slack import render
from tests.slack import made_up
from tests.slack.company import DIRECTORY
from tests.slack.judges import MOST_CHARACTERS, faults_of_blocks, faults_of_view, marked, strings
from workflows.kernel.cards import Button, Card, Confirm, Fact, Item, Row, note
from workflows.kernel.forms import Choice, Field, Form
from workflows.kernel.text import Line, Link, Mention, Strong, When, line

BIG = settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.large_base_example, HealthCheck.data_too_large, HealthCheck.too_slow],
)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
OUR_TOKENS = re.compile(
    r"<@U0ANN>|<!date\^\d+\^\{[a-z_]+\}(?: \{time\})?\|[^<>|]*>|<https?://[^<>|]+\|[^<>|]*>|&lt;|&gt;|&amp;"
)
APPROVAL = Card(
    title="Approve the ROM of ENG-12?",
    status=line("Waits for ", Mention("ann"), " until ", When(NOON)),
    facts=(
        Fact("Customer", line("Northwind")),
        Fact("Budget", line(Strong("EUR 48,300"), " (41,000 to 60,400)")),
        Fact("Asked by", line(Mention("bob", notify=False))),
    ),
    body=(line("Step 6 of the services engagement. See ", Link("https://acme.example/rom?a=1&b=2", "the ROM"), "."),),
    quote="They want it *before* <!channel> March.",
    items=(Item("Scope agreed", done=True, note=line(When(NOON, "date"))), Item("Rate card 2026-1")),
    buttons=(
        Button("approval.approve", "Approve", "apr1", 3, style="primary"),
        Button("approval.ask", "Needs discovery", "apr1", 3),
        Button("approval.decline", "Decline", "apr1", 3, style="danger", confirm=Confirm("Decline?", "Sure?", "Yes")),
    ),
    footer=line("ENG-12 · Northwind"),
)


@BIG
@given(made_up.cards)
def test_every_card_is_a_message_that_slack_takes(card: Card) -> None:
    """Cards of any size and content become a message within every documented limit, and the undocumented one."""
    message = render.message(card, DIRECTORY)

    assert faults_of_blocks(message["blocks"]) == []
    assert len(msgspec.json.encode(message["blocks"]).decode()) <= MOST_CHARACTERS
    assert 0 < len(message["text"]) <= 4 * 1500 + 20
    assert message["blocks"]


@BIG
@given(made_up.cards)
def test_every_card_is_a_view_that_slack_takes(card: Card) -> None:
    """The same cards become a last view and a Home."""
    assert faults_of_view(render.result(card, DIRECTORY)) == []
    assert faults_of_view(render.home(card, DIRECTORY)) == []


@BIG
@given(made_up.forms)
def test_every_form_is_a_view_that_slack_takes(form: Form) -> None:
    """Forms of any size and content become a modal, and so they do with a refusal above them."""
    view = render.modal(form, DIRECTORY)

    assert faults_of_view(view) == []
    update = render.corrections(view, "", "That cannot be.")
    assert update["response_action"] == "update"
    assert faults_of_view(update["view"]) == []


@BIG
@given(made_up.cards)
def test_no_text_can_mention_link_or_format(card: Card) -> None:
    """Where Slack reads markup stand our own tokens and plain words only; the words of people hide nothing."""
    message = render.message(card, DIRECTORY)

    for text in marked(message["blocks"]):
        rest = OUR_TOKENS.sub("", text)
        assert not set(rest) & set("<>&")
        assert not re.search(r"[_~]|:[^\s:]+:", rest)
        assert all(rest.count(sign) % 2 == 0 for sign in "*`")
    assert not set(OUR_TOKENS.sub("", message["text"])) & set("<>&")
    for path, text in strings(message):
        if not path.endswith(("value", "action_id")):
            assert not set(text) & set("\x00\x07\u202e\ud800"), path


@pytest.mark.parametrize("words", made_up.HOSTILE)
def test_hostile_words_are_shown_as_they_were_typed(words: str) -> None:
    """In a fact, a status, a body line, a row and a title, hostile words end in places where nothing has a meaning."""
    told: Line = (words,)
    card = Card(
        title=words, status=told, facts=(Fact(words, told),), body=(told,), rows=(Row(told, told),), quote=words
    )

    for text in marked(render.message(card, DIRECTORY)["blocks"]):
        assert not re.search(r"<|>|[_~`]|\*[^*\n]*\*.*\*|:[^\s:]+:", text), text


def test_an_approval_card_looks_as_it_should() -> None:
    """Title, who decides by when, facts side by side, the quote as typed, the checklist, the buttons: in this order."""
    blocks = render.message(APPROVAL, DIRECTORY)["blocks"]

    assert [block["block_id"] for block in blocks] == [
        "card:title", "card:status", "card:facts-0", "card:body", "card:quote", "card:items",
        "card:buttons-0", "card:footer",
    ]  # fmt: skip
    assert blocks[1]["elements"][0]["elements"][1] == {"type": "user", "user_id": "U0ANN"}
    assert blocks[1]["elements"][0]["elements"][3]["format"] == "{date_short_pretty} {time}"
    assert [field["text"] for field in blocks[2]["fields"]] == [
        "*Customer*\nNorthwind",
        "*Budget*\n*EUR 48,300* (41,000 to 60,400)",
        "*Asked by*\nBob Berg",
    ]
    assert blocks[4]["elements"][0]["type"] == "rich_text_quote"
    assert blocks[4]["elements"][0]["elements"][0]["text"] == "They want it *before* <!channel> March."
    assert [button["action_id"] for button in blocks[6]["elements"]] == [
        "approval.approve",
        "approval.ask",
        "approval.decline",
    ]
    assert blocks[6]["elements"][0]["value"] == '["apr1",3,""]'
    assert blocks[6]["elements"][2]["confirm"]["style"] == "danger"


def test_notifications_are_words_alone() -> None:
    """The text of a message, which notifications show, mentions nobody and holds no markup."""
    assert render.message(APPROVAL, DIRECTORY)["text"].splitlines() == [
        "Approve the ROM of ENG-12?",
        "Waits for Ann Ames until 2026-03-02 12:00 UTC",
        "Customer: Northwind",
        "Budget: EUR 48,300 (41,000 to 60,400)",
        "Asked by: Bob Berg",
        "Step 6 of the services engagement. See the ROM.",
        "They want it *before* &lt;!channel&gt; March.",
    ]


def test_a_card_without_buttons_has_none() -> None:
    """A decided card holds nothing that can be pressed."""
    blocks = render.message(Card(title="Approved", status=line("by ", Mention("ann"))), DIRECTORY)["blocks"]

    assert {block["type"] for block in blocks} == {"header", "rich_text"}


def test_people_are_called_only_where_they_are_on_slack() -> None:
    """A person of another platform, one who left, and one who is only named are written as words."""
    card = note(Mention("ann"), " ", Mention("ann", notify=False), " ", Mention("cyd"), " ", Mention("gone"))
    elements = render.message(card, DIRECTORY)["blocks"][0]["elements"][0]["elements"]

    assert elements[0] == {"type": "user", "user_id": "U0ANN"}
    assert "".join(element.get("text", "") for element in elements) == " Ann Ames Cyd <Cole> gone"


def test_a_long_list_says_how_much_is_missing() -> None:
    """Rows that find no room are counted, and what the card itself left out is said beside it."""
    rows = tuple(Row(line(f"ENG-{number} ", "x" * 200), button=Button("e.show", "Show", "e")) for number in range(80))
    blocks = render.message(Card(title="Open", rows=rows, more="12 older ones are not listed."), DIRECTORY)["blocks"]

    shown = sum(block["block_id"].startswith("card:row-") for block in blocks)
    assert 10 < shown < 49
    assert blocks[-1]["elements"][0]["text"] == (
        f"{80 - shown} more entries do not fit here. 12 older ones are not listed."
    )


def test_rows_without_buttons_share_a_list() -> None:
    """Entries with nothing to press stand in bulleted lists, so that many fit."""
    card = Card(title="History", rows=tuple(Row(line(f"step {number}")) for number in range(25)))
    blocks = render.message(card, DIRECTORY)["blocks"]

    assert [len(block["elements"][0]["elements"]) for block in blocks[1:]] == [10, 10, 5]


def test_a_list_that_finds_no_room_shows_its_beginning() -> None:
    """No heading stands over nothing while there is room for an entry below it."""
    rows = tuple(Row(line(f"step {number} ", "x" * 400)) for number in range(40))
    *blocks, more = render.message(Card(title="History", rows=rows), DIRECTORY)["blocks"]

    shown = sum(len(block["elements"][0]["elements"]) for block in blocks[1:])
    assert shown % 10
    assert more["elements"][0]["text"] == f"{40 - shown} more entries do not fit here."


def test_buttons_of_one_key_are_told_apart() -> None:
    """Slack wants each action_id once; the parser takes the number off again."""
    card = Card(title="Step 1.1", buttons=tuple(Button("step.say", name, "e", 1, name) for name in ("yes", "no")))
    buttons = render.message(card, DIRECTORY)["blocks"][1]["elements"]

    assert [button["action_id"] for button in buttons] == ["step.say", "step.say~1"]


@pytest.mark.parametrize(
    ("field", "element"),
    [
        (Field(key="a", label="A"), {"type": "plain_text_input", "multiline": False, "max_length": 3000}),
        (Field(key="a", label="A", kind="number", initial="12.5"), {"type": "number_input", "initial_value": "12.5"}),
        (Field(key="a", label="A", kind="number", initial="twelve"), {"type": "plain_text_input"}),
        (Field(key="a", label="A", kind="money", initial="EUR 1,200"), {"initial_value": "EUR 1,200"}),
        (Field(key="a", label="A", kind="date", initial="2026-02-28"), {"initial_date": "2026-02-28"}),
        (Field(key="a", label="A", kind="link", initial="https://a.example/b"), {"type": "url_text_input"}),
        (Field(key="a", label="A", kind="customer"), {"type": "external_select", "min_query_length": 0}),
    ],
)
def test_each_kind_of_field_has_its_input(field: Field, element: dict[str, object]) -> None:
    """A field becomes the input that checks it best while the person types."""
    drawn = render.modal(Form(kind="f", title="F", fields=(field,)), DIRECTORY)["blocks"][0]

    assert drawn["block_id"] == "a"
    assert drawn["element"]["action_id"] == field.kind
    assert drawn["element"].items() >= element.items()


def test_few_choices_are_seen_at_once_and_many_are_listed() -> None:
    """Up to five are radio buttons, up to a hundred a list, and more than that a list in groups."""

    def drawn(count: int) -> dict[str, object]:
        choices = tuple(Choice(f"c{number}", f"Choice {number}") for number in range(count))
        form = Form(kind="f", title="F", fields=(Field(key="a", label="A", kind="choice", choices=choices),))
        element: dict[str, object] = render.modal(form, DIRECTORY)["blocks"][0]["element"]
        return element

    assert drawn(5)["type"] == "radio_buttons"
    assert drawn(6)["type"] == "static_select"
    assert len(drawn(250)["option_groups"]) == 3  # type: ignore[arg-type]


def test_a_form_that_slack_cannot_show_whole_is_an_error() -> None:
    """Nothing of a form is dropped in silence."""
    many = tuple(Field(key=f"f{number}", label="F") for number in range(91))
    with pytest.raises(ValueError, match="at most 90 fields"):
        render.modal(Form(kind="f", title="F", fields=many), DIRECTORY)
    with pytest.raises(ValueError, match="choices"):
        render.modal(Form(kind="f", title="F", fields=(Field(key="a", label="A", kind="choice"),)), DIRECTORY)


def test_a_correction_stands_under_its_field_or_above_the_form() -> None:
    """Errors name the block of the field; without one the form comes again with every input as it was, once only."""
    view = render.modal(Form(kind="f", title="F", fields=(Field(key="a", label="A"),)), DIRECTORY)

    assert render.corrections(view, "a", "Too long.") == {"response_action": "errors", "errors": {"a": "Too long."}}
    once = render.corrections(view, "b", "No.")["view"]
    twice = render.corrections(once, "", "Still no.")["view"]
    assert once["blocks"][1:] == view["blocks"]
    assert [block.get("block_id") for block in twice["blocks"]] == ["view:refusal", "a"]
    assert twice["private_metadata"] == view["private_metadata"]
