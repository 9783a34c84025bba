"""Whatever anybody sends: an answer in words, nothing half written, and the same on both databases (T12)."""
