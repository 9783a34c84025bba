"""What the engine found, taken for what a test expects it to be."""

from workflows.process.position import Moved, NotAllowed, Position, Recorded

Found = Moved | Recorded | NotAllowed


def moved(found: Found) -> Moved:
    assert isinstance(found, Moved), found
    return found


def recorded(found: Found) -> Position:
    assert isinstance(found, Recorded), found
    return found.position


def refused(found: Found) -> str:
    assert isinstance(found, NotAllowed), found
    return found.reason
