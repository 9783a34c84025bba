"""Whole stories: people act in a strict local Slack, the real bot serves them, and we look at what they then see."""
