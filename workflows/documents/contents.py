"""What can be asked of documents, and what carries it out."""

from workflows.chapter import Chapter
from workflows.desk import Carried
from workflows.documents import actions, commands
from workflows.engagements.commands import DOCUMENT

CONTENTS = Chapter(
    commands={commands.SendDocument: Carried(actions.opening_of, actions.send)},
    pressed={DOCUMENT: commands.pressed},
)
