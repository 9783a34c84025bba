"""Tables that a definition may carry: who answers for what (RACI), and how measures become a score."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from workflows.process.parts import Key, Name, Part, Prose, StepId, Title

Letters = Annotated[str, StringConstraints(pattern=r"^[RACI](/[RACI])*$")]
"""R responsible, A accountable, C consulted, I informed; `R/A` is both."""


class Share(Part):
    """What one role has to do with the thing of the row."""

    key: Name
    letters: Letters


class RaciRow(Part):
    """One thing and what every role has to do with it: a stage of a customer's life, in the order of the rows.

    `group` is what several rows are part of. `hand_off` is the kind of hand-off that begins when a customer comes here.
    """

    key: Key
    title: Title
    group: Title | None = None
    hand_off: Key | None = None
    shares: tuple[Share, ...] = Field(min_length=1)

    def holding(self, letter: str) -> tuple[str, ...]:
        """Return the roles that have a letter, such as A."""
        return tuple(share.key for share in self.shares if letter in share.letters.split("/"))


class Range(Part):
    """Values that get a score: at least `from` or more than `over`, and at most `to` or less than `below`.

    A missing bound is open.
    """

    from_: Decimal | None = Field(default=None, alias="from")
    over: Decimal | None = None
    to: Decimal | None = None
    below: Decimal | None = None
    score: int = Field(ge=1, le=10)


class Measure(Part):
    """One thing that is measured. Without ranges the measured number is the score itself.

    `whole` numbers have nothing between 1 and 2; `lowest` and `highest` are the ends of what can be measured.
    """

    key: Key
    title: Title
    weight: Decimal = Field(gt=0, le=100)
    unit: Literal["number", "percent", "score"] = "number"
    whole: bool = False
    lowest: Decimal = Decimal(0)
    highest: Decimal | None = None
    ranges: tuple[Range, ...] = ()


class Scorecard(Part):
    """The measures of a product, whose weights sum to 100."""

    key: Key
    title: Title
    measures: tuple[Measure, ...] = Field(min_length=1)


class Severity(Part):
    """How badly a customer is hit. `round_the_clock`: its first response is due at night and on holidays too."""

    key: StepId
    title: Title
    description: Prose
    default: bool = False
    round_the_clock: bool = False
