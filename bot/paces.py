"""How fast each platform takes messages for one channel or person."""

from collections.abc import Mapping

from storage.settling import Pace

PACES: Mapping[str, Pace] = {
    "slack": Pace(gap_seconds=1.0, burst=3),
    "teams": Pace(gap_seconds=0.55, burst=5),
}
"""Slack: about one a second, with short bursts. Teams: 7 within one second, 8 within two and 60 within thirty, all
three of which one gap and one burst keep: within W seconds there are never more than burst + W / gap messages.
Sources: docs.slack.dev, "Rate limits"; learn.microsoft.com, "Optimize your bot with rate limiting in Teams"."""
