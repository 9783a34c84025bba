"""To be filled."""

from playground.slack.calls import Method

TABLE: dict[str, Method] = {}
