"""Every Web API method of the local Slack, by name."""

from playground.slack.calls import Method
from playground.slack.methods import (
    app,
    chat,
    conversations,
    files,
    groups,
    history,
    people,
    reactions,
    rooms,
    scheduled,
    views,
)

METHODS: dict[str, Method] = {
    **app.TABLE,
    **chat.TABLE,
    **conversations.TABLE,
    **files.TABLE,
    **groups.TABLE,
    **history.TABLE,
    **people.TABLE,
    **reactions.TABLE,
    **rooms.TABLE,
    **scheduled.TABLE,
    **views.TABLE,
}
