"""Templates fill in what is known and run nothing."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workflows.process.parts import Span
from workflows.process.templates import TemplateError, fill, variables


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("Hello {customer}.", "Hello Northwind."),
        ("{customer}{customer}", "NorthwindNorthwind"),
        ("{unknown}", "not given"),
        ("{empty}!", "not given!"),
        ("{{customer}} {customer}", "{customer} Northwind"),
        ("{{{customer}}}", "{Northwind}"),
        ("nothing", "nothing"),
    ],
)
def test_variables_are_filled_in(template: str, expected: str) -> None:
    """What is not known reads as not given; doubled braces are braces."""
    assert fill(template, {"customer": "Northwind", "empty": ""}) == expected


@given(value=st.text())
def test_what_is_filled_in_is_never_read_as_a_template(value: str) -> None:
    """A customer called {owner} stays {owner}."""
    expected = f"A {value or 'not given'} B"

    assert fill("A {customer} B", {"customer": value, "owner": "Somebody"}) == expected


@given(text=st.text(alphabet="{}ab_.!:[]0 "))
@example(text="{a:}")
@example(text="{a!}")
def test_a_template_that_is_accepted_can_be_filled_in_whole(text: str) -> None:
    """No brace that means something is left over once every variable has a value."""
    try:
        names = list(variables(text))
    except TemplateError:
        return

    filled = fill(text, dict.fromkeys(names, "x"))
    assert filled.count("{") == text.replace("{{", "\0").count("\0")
    assert filled.count("}") == text.replace("{{", "").replace("}}", "\0").count("\0")


@pytest.mark.parametrize(
    ("words", "amount", "unit"),
    [
        ("2 working days", 2, "working days"),
        ("1 working day", 1, "working days"),
        ("  4   hours ", 4, "hours"),
        ("15 minutes", 15, "minutes"),
        ("30 days", 30, "days"),
        ("1 month", 1, "months"),
        ("6 weeks", 6, "weeks"),
        ("4 working hours", 4, "working hours"),
    ],
)
def test_a_length_of_time_is_read_and_said_again(words: str, amount: int, unit: str) -> None:
    """Spans come from words and go back to words, through JSON too."""
    span = Span.model_validate(words)

    assert (span.amount, span.unit) == (amount, unit)
    assert str(span) == " ".join(words.split())
    assert Span.model_validate_json(span.model_dump_json()) == span


@pytest.mark.parametrize("words", ["", "2", "days", "-1 days", "0 days", "1.5 days", "2 working weeks", "1000 days"])
def test_what_is_no_length_of_time_is_refused(words: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(ValueError, match="not a length of time"):
        Span.model_validate(words)
