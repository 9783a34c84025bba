"""Dead letters: what could not be delivered, why, and what a person can do about it."""
