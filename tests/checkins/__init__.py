"""Check-ins: the command, the form with what was said before, and the list of what is due."""
