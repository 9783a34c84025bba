"""docs/parity.md says what the registry says."""

from tools.parity import DIFFERENCES, PAGE, page


def test_the_page_is_made_of_the_registry() -> None:
    """Whoever adds a command, a button or a form makes the page again: python -m tools.parity."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_difference_has_its_reason() -> None:
    """What is different on a platform is so because of the platform, in words."""
    assert all(len(reason) > 20 for *_, reason in DIFFERENCES)
