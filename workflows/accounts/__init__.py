"""Accounts: one person on two platforms, linked by e-mail or by a code, and told on the one they choose."""
