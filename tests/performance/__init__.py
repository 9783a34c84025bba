"""What a command costs, counted instead of timed."""
