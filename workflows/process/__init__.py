"""Processes as data: read, check, run and draw a definition."""
