"""Kills the bot at any moment and counts what was lost or doubled."""
