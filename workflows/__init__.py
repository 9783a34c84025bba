"""The business: definitions as data, one folder per subject, and the registry as table of contents."""
