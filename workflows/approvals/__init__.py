"""Approvals: a decision is asked of those who may give it, bound to exactly what they were shown (A 6, B 2.6)."""
