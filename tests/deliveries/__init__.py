"""What becomes of messages that could not be delivered."""
