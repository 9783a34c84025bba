"""What can be asked of the Home. What it shows is of many subjects, and tied in workflows/contents.py."""

from workflows.chapter import Chapter
from workflows.home import commands

CONTENTS = Chapter(
    pressed={
        commands.ALL: commands.all_pressed,
    },
)
