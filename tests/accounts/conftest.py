"""An office where people really are there at once, and a crowd in it."""

from tests.approvals.crowd import gather, hall

__all__ = ["gather", "hall"]
