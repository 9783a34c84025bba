"""The office in which time passes."""

from tests.reminders.stand import waiting

__all__ = ["waiting"]
