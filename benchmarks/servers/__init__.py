"""The processes that are measured, each started by itself so that its CPU time is its own."""
