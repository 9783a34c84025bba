"""The Slack edge: listeners, parse, render and poster."""
