"""What the local Slack says when it refuses, in Slack's own words."""

from playground.slack.shapes import Json


class SlackError(Exception):
    """A Web API call or a person's act that Slack refuses, with Slack's error code and what goes beside it."""

    def __init__(self, error: str, **beside: object) -> None:
        super().__init__(f"{error}: {beside['message']}" if "message" in beside else error)
        self.error = error
        self.beside = beside

    def answer(self) -> Json:
        """Give the body of the Web API's answer."""
        return {"ok": False, "error": self.error, **self.beside}


def bad_arguments(*messages: str, error: str = "invalid_arguments") -> SlackError:
    """Make the refusal that says in response_metadata.messages which argument was wrong."""
    return SlackError(error, response_metadata={"messages": [f"[ERROR] {message}" for message in messages]})
