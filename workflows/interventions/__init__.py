"""What people do to a piece of work beside its process: assign it, set it back, cancel it, comment on it."""
