"""Reminders and escalations: who is told what, when, together with what, and when no more."""
