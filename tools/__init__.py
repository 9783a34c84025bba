"""What make runs beside the checks and tests: the lock file and the search for dead code."""
