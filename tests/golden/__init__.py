"""Every card and form as Slack and Teams are sent it, kept in files."""
