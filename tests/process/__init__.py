"""Processes as data: what is read, what is refused, how it runs and how it is drawn."""
