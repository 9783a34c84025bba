"""Reminders and escalations: who is told that something waits, when, together with what else, and how they stop it."""
