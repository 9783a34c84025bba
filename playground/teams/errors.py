"""What the local Teams says when it refuses, in Teams' own words."""

from playground.slack.shapes import Json


class TeamsError(Exception):
    """A connector call or a person's act that Teams refuses: the HTTP status, the code and the message."""

    def __init__(self, status: int, code: str, message: str = "", *, retry_after: int = 0) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message or code
        self.retry_after = retry_after

    def answer(self) -> Json:
        """Give the body of the connector's answer."""
        return {"error": {"code": self.code, "message": self.message}}

    def headers(self) -> dict[str, str]:
        """Give what goes beside it."""
        return {"Retry-After": str(self.retry_after)} if self.retry_after else {}


def impossible(message: str) -> TeamsError:
    """Make the refusal of what nobody could do in Teams' client."""
    return TeamsError(400, "Impossible", message)
