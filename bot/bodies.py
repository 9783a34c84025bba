"""Decodes the bodies of Slack's requests: forms with a JSON payload in them, plain forms, and JSON.

A click is a form of ten kilobytes in which every other character is percent-encoded. urllib takes 0.4 ms to decode
that, yarl 0.01; that both give the same is a property test.
"""

from yarl import URL

from handlers.slack.shapes import Body

LARGEST_BYTES = 1_000_000
MOST_FIELDS = 50

_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"


class BodyError(ValueError):
    """The body is none that Slack would send; the message quotes nothing of it."""


def decode(body: bytes, content_type: str) -> Body:
    """Return a form's fields, or the JSON that stands in a form's payload or alone, as text that nobody has read yet.

    BodyError for what is neither UTF-8 nor one of these.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise BodyError("It is not UTF-8.") from None
    if content_type == _JSON:
        return text
    if content_type != _FORM:
        raise BodyError("It is neither a form nor JSON.")
    fields = form(text)
    return fields["payload"] if "payload" in fields else dict(fields)


def form(text: str) -> dict[str, str]:
    """Return a form's fields; of several with one name the last, as urllib's parse_qsl gives them."""
    if "&" in text and text.count("&") >= MOST_FIELDS:  # To count takes as long as a tenth of the decoding.
        raise BodyError("It has too many fields.")
    return dict(URL.build(query_string=text, encoded=True).query.items())
