"""What somebody decides on, exactly as it was shown to them: labelled words, lines, a text and links."""

import msgspec

from workflows.kernel.text import Link


class Figures(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The same words for everybody who looks, so a decision can be held against what was seen when it was given."""

    title: str
    """What it is, such as ROM revision 2."""
    facts: tuple[tuple[str, str], ...] = ()
    """Label and value, the most telling first."""
    lines: tuple[str, ...] = ()
    text: str = ""
    """Words as a colleague typed them, never formatted."""
    links: tuple[Link, ...] = ()
