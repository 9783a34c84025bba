"""Accounts on two platforms: linking, unlinking, where one is told."""
