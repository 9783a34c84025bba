"""Private work."""
