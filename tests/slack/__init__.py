"""Tests of the Slack edge: what Slack sends, and what a Slack server receives."""
