"""The promises of the local Slack and of its driver."""
