"""What can be asked of private work, and what carries it out."""

from storage import opening
from workflows.chapter import Chapter, of
from workflows.desk import Carried
from workflows.privacy import actions, commands, queries

CONTENTS = Chapter(
    commands={
        commands.MakePrivate: Carried(of(opening.BY_ID, "engagement"), actions.make_private),
        commands.MakePublic: Carried(of(opening.BY_ID, "engagement"), actions.make_public),
        commands.Invite: Carried(of(opening.BY_ID, "engagement"), actions.invite),
        commands.Uninvite: Carried(of(opening.BY_ID, "engagement"), actions.uninvite),
    },
    forms={
        commands.PRIVATE: queries.private_form,
        commands.PUBLIC: queries.public_form,
        commands.INVITE: queries.invite_form,
        commands.UNINVITE: queries.uninvite_form,
    },
    submitted={
        commands.PRIVATE: commands.private_submitted,
        commands.PUBLIC: commands.public_submitted,
        commands.INVITE: commands.invite_submitted,
        commands.UNINVITE: commands.uninvite_submitted,
    },
    pressed={
        commands.PRIVATE: commands.pressed,
        commands.PUBLIC: commands.pressed,
        commands.INVITE: commands.pressed,
    },
)
