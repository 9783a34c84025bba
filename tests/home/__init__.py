"""The Home: its sections, their buttons and pages, and what it costs."""
