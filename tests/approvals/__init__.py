"""Approvals: who decides and when, what decisions are bound to, and what happens when everybody clicks at once."""
