"""The replicas whose timers tick by hand."""

from tests.reminders.stand import waiting
from tests.timers.clockwork import clockwork

__all__ = ["clockwork", "waiting"]
