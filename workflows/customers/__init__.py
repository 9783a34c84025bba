"""Customers: the account card, the stages of their life, and hand-offs between groups (processes.md E)."""
