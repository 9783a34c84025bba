"""What cards and forms become on Teams: always within its limits, and never speaking in somebody else's voice."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.teams import render
from handlers.teams.render import Fault, Showing
from tests.slack import made_up
from tests.slack.test_render import APPROVAL
from tests.teams.company import ANN, BOB, CHANNEL, DIRECTORY, mri_of
from tests.teams.judges import (
    OUR_DATES,
    OUR_LINKS,
    OUR_TAGS,
    card_of,
    each,
    faults_of_card,
    faults_of_message,
    marked,
    runs,
    shown,
)
from workflows.kernel.cards import Button, Card, Confirm, Fact, Row, note
from workflows.kernel.forms import Choice, Field, Form
from workflows.kernel.text import Line, Link, Mention, Strong, When, line

BIG = settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.large_base_example, HealthCheck.data_too_large, HealthCheck.too_slow],
)
LANE = f"teams:{CHANNEL}"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LINE = 1000
SHOWING = Showing(opened="once")
FORMATS = re.compile(r"(?<!\\)[*_`~<>\[\]|]|(?<!\\)&[#\w]+;|(?:^|\n)\s*(?:[-+#]+|\d+[.)])\s")


def opens_every_other(button: Button) -> bool:
    """Let half of the buttons open forms."""
    return len(button.label) % 2 == 0


@BIG
@given(made_up.cards, st.sampled_from((LANE, f"teams:{ANN}", "teams:nobody")))
def test_every_card_is_a_message_that_teams_takes(card: Card, lane: str) -> None:
    """Cards of any size and content become a message within the schema, Teams' limits and 25 kB."""
    drawn = render.message(card, DIRECTORY, lane=lane, opens=opens_every_other, mri_of=mri_of)

    assert faults_of_message(drawn) == []
    assert faults_of_message(render.answer(card, DIRECTORY, lane=lane)) == []


@BIG
@given(made_up.cards)
def test_every_card_is_a_dialog_and_a_face_that_teams_takes(card: Card) -> None:
    """The same cards end a dialog, and stand in the place of another card."""
    assert faults_of_card(card_of(render.result(card, DIRECTORY)), dialog=True) == []
    face = render.face(card, DIRECTORY, lane=LANE, opens=opens_every_other, own=True)
    assert faults_of_card(card_of(face)) == []


@BIG
@given(made_up.forms, made_up.texts, st.booleans())
def test_every_form_is_a_dialog_that_teams_takes(form: Form, sentence: str, dialog: bool) -> None:  # noqa: FBT001
    """Forms of any size and content become a dialog or a card, and so they do with a fault at each of their fields."""
    for field in ["", *(field.key for field in form.fields[:2])]:
        showing = Showing(opened="once", dialog=dialog, fault=Fault(sentence, field))
        assert faults_of_card(card_of(render.dialog(form, DIRECTORY, showing)), dialog=dialog) == []


@BIG
@given(made_up.cards)
def test_no_text_can_mention_link_or_format(card: Card) -> None:
    """Where Teams reads Markdown stand our own tags, links, dates and plain words; elsewhere words stand as typed."""
    drawn = card_of(render.message(card, DIRECTORY, lane=LANE))

    for text in marked(drawn):
        rest = OUR_LINKS.sub(r"\1", OUR_DATES.sub("", OUR_TAGS.sub("", text))).replace("**", "")
        assert not FORMATS.search(rest), rest
        assert "{{" not in rest
    for text in runs(drawn):
        assert "{{" not in OUR_DATES.sub("", text)
        assert not re.search(r"</?at\b", text)
        assert not set(text) & set("\x00\x07\u202e\ud800")


@pytest.mark.parametrize("words", [*made_up.HOSTILE, "<at>Ann Ames</at>", "{{DATE(2020-01-01T00:00:00Z)}}", "1. a"])
def test_hostile_words_are_shown_as_they_were_typed(words: str) -> None:
    """In a fact, a status, a body line, a row, a title and a quote, hostile words end where nothing has a meaning."""
    told: Line = (words,)
    calls = (*told, " ", Mention("ann"))
    card = Card(
        title=words, status=calls, facts=(Fact(words, told),), body=(told,), rows=(Row(told, told),), quote=words
    )

    message = render.message(card, DIRECTORY, lane=LANE)
    assert faults_of_message(message) == []
    for text in marked(card_of(message)):
        assert not FORMATS.search(OUR_TAGS.sub("", text)), text
    assert len(card_of(message)["msteams"].get("entities", [])) == (len(words) < LINE)


def test_an_approval_card_looks_as_it_should() -> None:
    """Title, who decides by when, facts, the quote as typed, the checklist, the buttons, the footer: in this order."""
    card = card_of(render.message(APPROVAL, DIRECTORY, lane=LANE, mri_of=mri_of))

    kinds = [element["type"] for element in card["body"]]
    assert kinds == ["TextBlock", "TextBlock", "FactSet", "TextBlock", "Container", "TextBlock", "TextBlock",
                     "ActionSet", "TextBlock"]  # fmt: skip
    assert card["body"][0]["style"] == "heading"
    assert card["body"][1]["text"] == (
        "Waits for <at>Ann Ames</at> until {{DATE(2026-03-02T12:00:00Z,SHORT)}} {{TIME(2026-03-02T12:00:00Z)}}"
    )
    assert card["msteams"]["entities"] == [
        {"type": "mention", "text": "<at>Ann Ames</at>", "mentioned": {"id": ANN, "name": "Ann Ames"}}
    ]
    assert card["body"][2]["facts"][1] == {"title": "Budget", "value": "**EUR 48,300** (41,000 to 60,400)"}
    assert runs(card["body"][4]) == ["They want it *before* <!channel> March."]
    approve, _, decline = card["body"][7]["actions"]
    assert approve["data"] == {"button": "approval.approve", "subject": "apr1", "version": 3}
    assert approve["fallback"]["data"] == approve["data"]
    assert decline["type"] == "Action.ShowCard"
    assert decline["card"]["actions"][0]["data"]["button"] == "approval.decline"


def test_notifications_are_words_alone() -> None:
    """The summary of a message, which notifications show, is plain words, the most telling first."""
    summary = render.message(APPROVAL, DIRECTORY, lane=LANE)["summary"]

    assert summary.startswith("Approve the ROM of ENG-12? · Waits for Ann Ames until Mon, Mar 2, 2026 12:00 UTC · ")
    assert len(summary) <= 300


def test_in_their_own_chat_a_person_reads_their_own_time() -> None:
    """A card for one person has their time in words; in a channel each client shows its reader's own."""
    card = note("By ", When(NOON), ".")

    assert "By Mon, Mar 2, 2026 13:00." in shown(card_of(render.message(card, DIRECTORY, lane=f"teams:{ANN}")))
    assert "{{TIME(2026-03-02T12:00:00Z)}}" in shown(card_of(render.message(card, DIRECTORY, lane=LANE)))


def test_people_are_called_once_and_only_where_they_are_on_teams() -> None:
    """Somebody on two platforms is called; who is on another, who left, and who is only named are words."""
    pieces = [Mention("ann"), Mention("ann"), Mention("bob"), Mention("cyd"), Mention("gone"), Mention("bob", False)]  # noqa: FBT003
    card = card_of(render.message(note(*(part for piece in pieces for part in (piece, "; "))), DIRECTORY, lane=LANE))

    assert card["body"][0]["text"] == (
        "<at>Ann Ames</at>; Ann Ames; <at>Bob Berg</at>; Cyd \\<Cole\\>; gone; Bob Berg;"
    )
    assert [entity["mentioned"]["id"] for entity in card["msteams"]["entities"]] == [ANN, BOB]


def test_in_their_own_chat_nobody_else_is_called() -> None:
    """Teams refuses a message that mentions somebody who is not there."""
    card = note(Mention("ann"), ", ", Mention("bob"))

    message = card_of(render.message(card, DIRECTORY, lane=f"teams:{BOB}"))
    assert message["body"][0]["text"] == "Ann Ames, <at>Bob Berg</at>"


def test_a_decision_refreshes_itself_for_those_who_are_named_on_it() -> None:
    """Teams asks for the card anew for at most 60 people whom the bot knows; a card that asks for nothing does not."""
    button = Button("approval.decide", "Approve", "apr1", 2, "approve")
    people = tuple(Fact("Who decides", line(Mention(name, False))) for name in ("ann", "bob", "cyd"))  # noqa: FBT003
    asking = Card(title="Approve", facts=people, buttons=(button,))

    refresh = card_of(render.message(asking, DIRECTORY, lane=LANE, mri_of=mri_of))["refresh"]
    assert refresh["userIds"] == ["29:ann", "29:bob"]
    assert refresh["action"]["data"] == {"button": "approvals.show", "subject": "apr1", "version": 2}
    assert refresh["action"]["verb"] == "refresh"
    assert "refresh" not in card_of(render.message(APPROVAL, DIRECTORY, lane=LANE, mri_of=mri_of))
    assert "refresh" not in card_of(render.message(asking, DIRECTORY, lane=LANE, mri_of=lambda _: ""))


def test_a_button_that_opens_a_form_asks_for_a_dialog() -> None:
    """Only Action.Submit with task/fetch opens a dialog; in a dialog itself every button is submitted."""
    card = Card(title="Step", buttons=(Button("step.fill", "Fill in", "e", 1), Button("step.say", "Done", "e", 1)))

    actions = card_of(render.message(card, DIRECTORY, lane=LANE, opens=lambda one: one.key == "step.fill"))["body"][1]
    fill, done = actions["actions"]
    assert (fill["type"], fill["data"]["msteams"]) == ("Action.Submit", {"type": "task/fetch"})
    assert done["type"] == "Action.Execute"
    in_dialog = [one for one in each(render.result(card, DIRECTORY)) if one.get("type", "").startswith("Action.")]
    assert {(one["type"], "msteams" in one["data"]) for one in in_dialog} == {("Action.Submit", False)}


def test_a_long_list_says_how_much_is_missing() -> None:
    """Rows that find no room are counted, and what the card itself left out is said beside it."""
    rows = tuple(Row(line(f"ENG-{number} ", "x" * 200), button=Button("e.show", "Show", "e")) for number in range(80))
    card = card_of(render.message(Card(title="Open", rows=rows, more="12 older ones."), DIRECTORY, lane=LANE))

    here = sum(element["type"] == "ColumnSet" for element in card["body"])
    assert 10 < here < 79
    assert card["body"][-1]["text"] == f"{80 - here} more entries do not fit here. 12 older ones."


def test_many_buttons_stand_in_rows() -> None:
    """Teams hides what is beyond six in one row, so there are several rows of four."""
    buttons = tuple(Button("step.say", f"Outcome {number}", "e", 1) for number in range(12))
    card = card_of(render.message(Card(title="Step", buttons=buttons), DIRECTORY, lane=LANE))

    assert [len(one["actions"]) for one in card["body"][1:]] == [4, 4, 4]


def test_long_buttons_leave_the_others_their_words() -> None:
    """Teams shortens every label of a row that is too wide, so that a row has no more words than it can show."""
    labels = ("Plan carried out", "Stop it", *(f"Mark done: the item with the number {number}" for number in range(3)))
    buttons = tuple(Button("step.say", label, "e", 1) for label in labels)
    card = card_of(render.message(Card(title="Step", buttons=buttons), DIRECTORY, lane=LANE))

    assert [len(one["actions"]) for one in card["body"][1:]] == [2, 1, 1, 1]


@pytest.mark.parametrize(
    ("field", "element"),
    [
        (Field(key="a", label="A"), {"type": "Input.Text", "maxLength": 3000, "isRequired": True}),
        (Field(key="a", label="A", kind="long_text", required=False), {"isMultiline": True}),
        (Field(key="a", label="A", kind="number", initial="12.5"), {"type": "Input.Number", "value": 12.5}),
        (Field(key="a", label="A", kind="number", initial="twelve"), {"type": "Input.Text", "value": "twelve"}),
        (Field(key="a", label="A", kind="money", initial="EUR 1,200"), {"type": "Input.Text", "value": "EUR 1,200"}),
        (Field(key="a", label="A", kind="date", initial="2026-02-28"), {"type": "Input.Date", "value": "2026-02-28"}),
        (Field(key="a", label="A", kind="date", initial="soon"), {"type": "Input.Date"}),
        (Field(key="a", label="A", kind="link", initial="https://a.example/b"), {"style": "Url"}),
        (Field(key="a", label="A", kind="yes_no", initial=False), {"type": "Input.ChoiceSet", "value": "no"}),
        (Field(key="a", label="A", kind="customer"), {"choices.data": {"type": "Data.Query", "dataset": "customer"}}),
    ],
)
def test_each_kind_of_field_has_its_input(field: Field, element: dict[str, object]) -> None:
    """A field becomes the input that checks it best while the person types."""
    drawn = card_of(render.dialog(Form(kind="f", title="F", fields=(field,)), DIRECTORY, SHOWING))["body"][0]

    assert drawn["id"] == f"{field.kind}.a"
    assert drawn.items() >= element.items()


def test_few_choices_are_seen_at_once_and_many_are_narrowed_by_typing() -> None:
    """Up to five are radio buttons, up to fifteen a list, and more than that a list to type in."""

    def style(count: int) -> object:
        choices = tuple(Choice(f"c{number}", f"Choice {number}") for number in range(count))
        form = Form(kind="f", title="F", fields=(Field(key="a", label="A", kind="choice", choices=choices),))
        return card_of(render.dialog(form, DIRECTORY, SHOWING))["body"][0]["style"]

    assert [style(count) for count in (5, 6, 15, 16)] == ["expanded", "compact", "compact", "filtered"]


def test_a_fault_stands_under_its_field_or_above_the_form() -> None:
    """The sentence comes right after the field that it is about; without one, before all of them."""
    form = Form(kind="f", title="F", fields=(Field(key="a", label="A"), Field(key="b", label="B", hint="Hint")))

    def drawn(field: str) -> list[str]:
        showing = Showing(opened="once", fault=Fault("Too long.", field))
        body = card_of(render.dialog(form, DIRECTORY, showing))["body"]
        return [one.get("id") or shown(one) for one in body[:-1]]

    assert drawn("b") == ["text.a", "text.b", "Hint", "\N{WARNING SIGN} Too long."]
    assert drawn("") == ["\N{WARNING SIGN} Too long.", "text.a", "text.b", "Hint"]


def test_a_form_that_teams_cannot_show_whole_is_an_error() -> None:
    """Nothing of a form is dropped in silence."""
    many = tuple(Field(key=f"f{number}", label="F" * 60) for number in range(150))
    with pytest.raises(ValueError, match="more fields than Teams"):
        render.dialog(Form(kind="f", title="F", fields=many), DIRECTORY, SHOWING)
    with pytest.raises(ValueError, match="nothing to choose"):
        render.dialog(Form(kind="f", title="F", fields=(Field(key="a", label="A", kind="choice"),)), DIRECTORY, SHOWING)
    with pytest.raises(ValueError, match="same key"):
        render.dialog(Form(kind="f", title="F", fields=many[:1] * 2), DIRECTORY, SHOWING)


def test_a_question_comes_before_what_cannot_be_taken_back() -> None:
    """Teams asks nobody whether they are sure, so the button opens the question, whose answer is the press."""
    button = Button("letter.drop", "Drop", "l1", 2, style="danger", confirm=Confirm("Drop it?", "It is gone.", "Drop"))
    card = card_of(render.message(Card(title="Letter", buttons=(button,)), DIRECTORY, lane=LANE))

    asked = card["body"][1]["actions"][0]
    assert asked["type"] == "Action.ShowCard"
    assert runs(asked) == ["Drop it?", "It is gone."]
    assert asked["card"]["actions"][0]["data"] == {"button": "letter.drop", "subject": "l1", "version": 2}


def test_what_a_line_holds_is_drawn_as_it_is_meant() -> None:
    """A link that csops made leads somewhere; strong words are strong; in rich text as in a text block."""
    for words in ("plain", "with_an_underscore"):
        card = note(words, " ", Link("https://a.example/x_y", "there"), " ", Strong("now"))
        drawn = card_of(render.message(card, DIRECTORY, lane=LANE))["body"][0]
        if words == "plain":
            assert drawn["text"] == "plain [there](https://a.example/x%5Fy) **now**"
        else:
            assert [run["text"] for run in drawn["inlines"]] == [words, " ", "there", " ", "now"]
            assert drawn["inlines"][2]["selectAction"]["url"] == "https://a.example/x%5Fy"
            assert drawn["inlines"][4]["weight"] == "Bolder"
