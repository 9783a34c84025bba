"""The tests: one folder per promise, real databases and real HTTP."""
