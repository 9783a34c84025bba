"""A strict local Slack to try and to test the bot with no workspace."""
