"""The replicas whose timers tick by hand."""

from tests.timers.clockwork import clockwork

__all__ = ["clockwork"]
