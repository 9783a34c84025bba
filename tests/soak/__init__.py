"""Thousands of interactions through the real bot and the local Slack, to see that memory stays as it is."""
