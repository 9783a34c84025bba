"""The ROM: its rules, its form, its revisions, and how it is sent for approval."""
