"""The calculator's rules, held against plain fractions for any hours, rates, travel and contingency."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.estimates import rules
from workflows.estimates.rules import Hours
from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.company import Rate, RateCard

CURRENCIES = ("EUR", "JPY", "KWD")


def card(**changes: object) -> RateCard:
    """Return a card of three roles."""
    rates = (
        Rate(key="engineer", title="Engineer", per_hour=Decimal(150)),
        Rate(key="architect", title="Architect", per_hour=Decimal("187.5")),
        Rate(key="manager", title="Manager", per_hour=Decimal("0.333")),
    )
    plain = RateCard(version="2026-1", currency="EUR", valid_from=date(2026, 1, 1), rates=rates)
    return msgspec.structs.replace(plain, **changes)


def amounts(most: int, places: int) -> st.SearchStrategy[Decimal]:
    """Return amounts from nothing to `most`."""
    return st.decimals(0, most, places=places, allow_nan=False, allow_infinity=False)


hours = st.lists(amounts(100_000, 2), min_size=3, max_size=3).map(lambda found: Hours(*sorted(found)))
cards = st.builds(
    lambda currency, rates: card(
        currency=currency,
        rates=tuple(Rate(key=f"role_{n}", title=f"Role {n}", per_hour=rate) for n, rate in enumerate(rates)),
    ),
    st.sampled_from(CURRENCIES),
    st.lists(amounts(100_000_000, 4), min_size=1, max_size=6),
)


@st.composite
def calculations(draw: st.DrawFn) -> rules.Calculation:
    """Return any calculation that has at least one line."""
    rate_card = draw(cards)
    filled = {rate.key: draw(hours) for rate in rate_card.rates}
    filled[rate_card.rates[0].key] = Hours(Decimal(1), Decimal(2), Decimal(3))
    return rules.calculate(
        rate_card,
        filled,
        travel=draw(amounts(1_000_000_000, 3)),
        contingency_percent=draw(amounts(100, 2)),
        assumptions=draw(st.text(max_size=20)),
    )


def nearest(amount: Fraction, digits: int) -> Fraction:
    """Return the nearest whole smallest unit, halves to even, without Decimal."""
    return Fraction(round(amount * 10**digits), 10**digits)


@given(calculations())
def test_every_figure_is_the_sum_of_its_lines(found: rules.Calculation) -> None:
    """Low, likely and high are the rounded lines plus travel; the budget adds the contingency of the likely work."""
    digits = rules.minor_digits(found.currency)
    for one in found.lines:
        for hours_of, amount in zip(
            (one.hours.low, one.hours.likely, one.hours.high), (one.low, one.likely, one.high), strict=True
        ):
            assert Fraction(amount) == nearest(Fraction(hours_of) * Fraction(one.per_hour), digits)
    travel = Fraction(found.travel)
    likely = sum(Fraction(one.likely) for one in found.lines)
    contingency = nearest(likely * Fraction(found.contingency_percent) / 100, digits)
    assert Fraction(found.low) == sum(Fraction(one.low) for one in found.lines) + travel
    assert Fraction(found.high) == sum(Fraction(one.high) for one in found.lines) + travel
    assert Fraction(found.likely) == likely + travel
    assert Fraction(found.contingency) == contingency
    assert Fraction(found.budget) == likely + travel + contingency


@given(calculations())
def test_low_is_never_above_likely_nor_likely_above_high(found: rules.Calculation) -> None:
    """The order of the hours is that of the figures, in every line and in the sums; and no budget is below likely."""
    assert 0 <= found.low <= found.likely <= found.high
    for one in found.lines:
        assert 0 <= one.low <= one.likely <= one.high
    assert found.budget >= found.likely


@given(calculations())
def test_the_largest_estimate_fits_the_database(found: rules.Calculation) -> None:
    """The budget in the smallest unit is a whole number that a BIGINT holds, and means the same amount."""
    minor = rules.in_minor_units(found.budget, found.currency)
    assert 0 <= minor < 2**63
    assert Fraction(minor, 10 ** rules.minor_digits(found.currency)) == Fraction(found.budget)


def figures(found: rules.Calculation) -> object:
    """Return everything that a calculation says, numbers as numbers: two that are equal show the same."""
    return msgspec.to_builtins(found, builtin_types=(Decimal,))


@given(calculations(), calculations())
def test_the_digest_changes_exactly_when_the_figures_change(one: rules.Calculation, other: rules.Calculation) -> None:
    """Two calculations have the same digest if and only if they say the same."""
    assert (rules.digest(one) == rules.digest(other)) == (figures(one) == figures(other))


@given(calculations(), st.data())
def test_any_single_change_gives_another_digest(found: rules.Calculation, data: st.DataObject) -> None:
    """An hour more, another rate, travel, percentage, word or card: each is seen."""
    line = found.lines[0]
    changes: tuple[dict[str, object], ...] = (
        {"travel": found.travel + 1},
        {"contingency_percent": found.contingency_percent + 1},
        {"assumptions": found.assumptions + "x"},
        {"rate_card": found.rate_card + "x"},
        {"currency": "USD"},
        {"lines": (msgspec.structs.replace(line, per_hour=line.per_hour + 1), *found.lines[1:])},
        {"lines": (msgspec.structs.replace(line, card_per_hour=line.card_per_hour + 1), *found.lines[1:])},
        {"lines": (msgspec.structs.replace(line, title=line.title + "x"), *found.lines[1:])},
        {"lines": found.lines[1:]},
    )
    changed = msgspec.structs.replace(found, **data.draw(st.sampled_from(changes)))
    assert rules.digest(changed) != rules.digest(found)


@given(calculations())
def test_the_digest_outlives_storage(found: rules.Calculation) -> None:
    """A calculation that was kept as JSON and read again has the digest that it had."""
    kept = msgspec.json.decode(msgspec.json.encode(found), type=rules.Calculation)
    assert rules.digest(kept) == rules.digest(found)


def test_the_same_figures_typed_differently_are_the_same() -> None:
    """80, 80.0 and 080 hours, and 10 or 10.00 percent, are one estimate with one digest."""
    made = {
        rules.digest(
            rules.calculate(
                card(),
                {"engineer": rules.read_hours(words, "hours_engineer", "Engineer", card())},
                travel=Decimal(travel),
                contingency_percent=Decimal(percent),
            )
        )
        for words, travel, percent in (("80/100/140", "0", "10"), ("80.0 / 100 / 140.00 h", "0.00", "10.00"))
    }
    assert len(made) == 1


def test_an_example_by_hand() -> None:
    """100 hours at 150 and 8 at 187.50, travel 1200, contingency 10 %: 15000 + 1500 + 1200 + 1650."""
    found = rules.calculate(
        card(),
        {
            "engineer": Hours(Decimal(80), Decimal(100), Decimal(140)),
            "architect": Hours(Decimal(8), Decimal(8), Decimal(8)),
        },
        travel=Decimal(1200),
        contingency_percent=Decimal(10),
        assumptions="The customer has a test system.",
    )
    assert (found.low, found.likely, found.high) == (Decimal(14700), Decimal(17700), Decimal(23700))
    assert found.budget == Decimal(19350)
    shown = rules.shown(found, "ROM revision 1")
    assert shown.facts[:3] == (
        ("Budget", "19,350.00 EUR"),
        ("Range", "14,700.00 to 23,700.00 EUR"),
        ("Likely", "17,700.00 EUR"),
    )
    assert shown.lines[0] == "Engineer: 80 / 100 / 140 h at 150.00 EUR = 12,000.00 / 15,000.00 / 21,000.00 EUR"


@pytest.mark.parametrize(
    ("amount", "currency", "whole"),
    [
        ("2.5", "JPY", "2"),
        ("3.5", "JPY", "4"),
        ("0.125", "EUR", "0.12"),
        ("0.135", "EUR", "0.14"),
        ("1.0005", "KWD", "1.000"),
    ],
)
def test_halves_go_to_even_in_the_currencys_smallest_unit(amount: str, currency: str, whole: str) -> None:
    """Rounding favours nobody, and knows that the yen has no cents and the dinar a thousand fils."""
    assert rules.rounded(Decimal(amount), currency) == Decimal(whole)


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("80/100/140", "80/100/140"),
        ("80 / 100 / 140 h", "80/100/140"),
        ("80-140", "80/110/140"),
        ("80/100", "80/90/100"),
        ("80\u2013140 hours", "80/110/140"),
        ("100", "90/100/125"),
        ("7.5", "6.75/7.5/9.38"),
        ("0", "0/0/0"),
        ("1,000", "900/1000/1250"),
        ("100000", "90000/100000/100000"),
    ],
)
def test_hours_are_read_as_people_write_them(words: str, read: str) -> None:
    """Three figures, two, or one with the card's own spread of 10 % down and 25 % up."""
    assert rules.read_hours(words, "hours_engineer", "Engineer", card()).words() == read


BAD_HOURS = (
    ("", Reason.NOT_A_NUMBER),
    ("many", Reason.NOT_A_NUMBER),
    ("NaN", Reason.NOT_A_NUMBER),
    ("Infinity", Reason.NOT_A_NUMBER),
    ("-5", Reason.NOT_A_NUMBER),
    ("1e9", Reason.NOT_A_NUMBER),
    ("80//140", Reason.NOT_A_NUMBER),
    ("1/2/3/4", Reason.NOT_A_NUMBER),
    ("0.001", Reason.NOT_A_NUMBER),
    ("\u0661\u0660", Reason.NOT_A_NUMBER),
    ("\x00", Reason.NOT_A_NUMBER),
    ("140/100/80", Reason.LOW_COMES_FIRST),
    ("140/80/100", Reason.LOW_COMES_FIRST),
    ("140-80", Reason.LOW_COMES_FIRST),
    ("100001", Reason.OUT_OF_RANGE),
    ("1" + "0" * 30, Reason.NOT_A_NUMBER),
    ("9" * 14, Reason.OUT_OF_RANGE),
)


@pytest.mark.parametrize(("words", "reason"), BAD_HOURS)
def test_hours_that_are_none_are_refused_at_their_field(words: str, reason: Reason) -> None:
    """Nothing but figures in order passes; the refusal names the field."""
    with pytest.raises(RefusedError) as refused:
        rules.read_hours(words, "hours_engineer", "Engineer", card())
    assert (refused.value.refusal.reason, refused.value.refusal.field) == (reason, "hours_engineer")


@given(st.text(max_size=30))
def test_no_words_at_all_break_the_reader(words: str) -> None:
    """Whatever is typed is either hours within the limits, in order, or refused."""
    try:
        found = rules.read_hours(words, "hours_engineer", "Engineer", card())
    except RefusedError:
        return
    assert 0 <= found.low <= found.likely <= found.high <= rules.MOST_HOURS


@given(hours)
def test_hours_are_written_as_they_are_read(found: Hours) -> None:
    """What stands in the form of an earlier revision is read as the same hours again."""
    assert rules.read_hours(found.words(), "hours_engineer", "Engineer", card()) == found


def test_an_estimate_of_nothing_is_refused() -> None:
    """Travel alone is no work."""
    with pytest.raises(RefusedError) as refused:
        rules.calculate(card(), {}, travel=Decimal(100), contingency_percent=Decimal(10))
    assert refused.value.refusal.reason is Reason.NOTHING_TO_ESTIMATE


def test_a_role_that_the_card_has_not_is_refused() -> None:
    """Nobody invents a role, and with it a rate."""
    with pytest.raises(RefusedError) as refused:
        rules.calculate(
            card(),
            {"wizard": Hours(Decimal(1), Decimal(1), Decimal(1))},
            travel=Decimal(0),
            contingency_percent=Decimal(0),
        )
    assert refused.value.refusal.reason is Reason.NOT_A_CHOICE


def test_a_rate_of_its_own_only_where_the_card_allows_it() -> None:
    """The line shows both rates; a role whose rate is fixed is refused at its field."""
    rate_card = card(
        rates=(
            Rate(key="engineer", title="Engineer", per_hour=Decimal(150), override=True),
            Rate(key="architect", title="Architect", per_hour=Decimal(200)),
        )
    )
    filled = {"engineer": Hours(Decimal(1), Decimal(2), Decimal(3)), "architect": Hours(*[Decimal(1)] * 3)}

    def make(rates: dict[str, Decimal]) -> rules.Calculation:
        return rules.calculate(rate_card, filled, travel=Decimal(0), contingency_percent=Decimal(0), rates=rates)

    found = make({"engineer": Decimal("120.50")})
    assert found.likely == Decimal(441)
    shown = rules.shown(found, "ROM").lines[0]
    assert shown.startswith("Engineer: 1 / 2 / 3 h at 120.50 EUR (the card says 150.00) = ")
    assert rules.digest(found) != rules.digest(make({}))
    for role in ("architect", "wizard"):
        with pytest.raises(RefusedError) as refused:
            make({role: Decimal(1)})
        assert (refused.value.refusal.reason, refused.value.refusal.field) == (Reason.NOT_A_CHOICE, f"rate_{role}")
