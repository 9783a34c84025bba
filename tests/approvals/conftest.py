"""An office with a rate card, and a crowd in it, for every test here that asks for one."""

from tests.approvals.crowd import gather, hall
from tests.pricing import priced

__all__ = ["gather", "hall", "priced"]
