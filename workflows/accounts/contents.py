"""What can be asked of accounts, and what carries it out."""

from workflows.accounts import actions, commands, queries
from workflows.chapter import Chapter, nothing
from workflows.desk import Carried

CONTENTS = Chapter(
    commands={
        commands.LinkAccount: Carried(nothing, actions.link_account, for_strangers=True),
        commands.UnlinkAccount: Carried(nothing, actions.unlink_account),
        commands.NotifyOn: Carried(nothing, actions.notify_on),
    },
    queries={
        commands.ShowAccounts: queries.show_accounts,
    },
)
