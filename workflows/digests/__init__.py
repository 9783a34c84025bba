"""Digests and reports: what is sent by itself again and again, and the same for the asking, for any past period."""
