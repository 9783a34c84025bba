"""Customers: the account card, stages, and hand-offs between groups."""
