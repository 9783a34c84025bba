"""An office with a rate card, for every test here that asks for one."""

from tests.pricing import priced

__all__ = ["priced"]
