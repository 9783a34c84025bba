"""The ROM (rough order of magnitude) of an engagement: its revisions, its form, its cards, and sending it (A 2, 3)."""
