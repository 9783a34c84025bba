"""The two offices, for every test here."""

from tests.bad_input.scene import both

__all__ = ["both"]
