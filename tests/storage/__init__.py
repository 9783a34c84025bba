"""What the database fixtures and the rows of storage promise."""
