"""Administration in chat."""
