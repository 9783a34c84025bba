"""`csops audit`: whether the history is as it was written, and the digest to keep where nobody can reach it."""

import sys

import sqlalchemy as sa

from bot.beside import read_beside
from storage import history

WHOLE, BROKEN = 0, 1


def verify() -> int:
    """Name the first entry that was altered, deleted, inserted or moved; 0 when every chain is whole, 1 when not."""
    return read_beside(_verified)


def head() -> int:
    """Print the number and digest of the newest checkpoint; 1 when there is none yet."""
    return read_beside(_shown)


def _verified(connection: sa.Connection) -> int:
    fault = history.verify(connection)
    if fault is None:
        sys.stdout.write("The history is whole: every entry is as it was written.\n")
        return WHOLE
    sys.stdout.write(f"The history is broken at {fault.subject}, entry {fault.seq}: {fault.what}.\n")
    return BROKEN


def _shown(connection: sa.Connection) -> int:
    newest = history.head(connection)
    if newest is None:
        sys.stdout.write(
            "There is no checkpoint yet. A running bot writes one every minute in which something happened.\n"
        )
        return BROKEN
    number, digest = newest
    sys.stdout.write(f"{number} {digest}\n")
    return WHOLE
