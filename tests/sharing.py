"""Which tests go to one process of a run with several (pytest-xdist): the stories behind one door, the others to any.

The last of the stories ask what all of those before them drove through the same door. The plugin's own groups go by
a name that it adds to a test's, which pytest 9.2 does not let it do any more.
"""

import re

from typing_extensions import override
from xdist.scheduler import LoadScopeScheduling

_STORY = re.compile(r"tests/stories/\S+\[(?P<door>socket|http|teams)[-\]]")


class StoriesByDoor(LoadScopeScheduling):  # type: ignore[misc]  # xdist ships no types.
    """Hands tests out one by one, and the stories of a door together, in their order."""

    @override
    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid)


def scope_of(test: str) -> str:
    """Return what a test shares its process with: a door, or nothing but itself."""
    story = _STORY.match(test)
    return story["door"] if story else test
