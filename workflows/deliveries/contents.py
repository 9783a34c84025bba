"""What can be asked of deliveries, and what carries it out."""

from workflows.chapter import Chapter, nothing
from workflows.deliveries import actions, commands
from workflows.desk import Carried

CONTENTS = Chapter(
    commands={
        commands.RetryDelivery: Carried(nothing, actions.retry),
        commands.DropDelivery: Carried(nothing, actions.drop),
    },
    queries={
        commands.ListFailed: actions.list_failed,
    },
    pressed={
        commands.RETRY: commands.retry_pressed,
        commands.DROP: commands.drop_pressed,
    },
)
