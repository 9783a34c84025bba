"""Settings for every test, and the databases that any test may ask for."""

import pytest
import structlog
from hypothesis import settings
from xdist.remote import Producer

from tests.databases import (
    database,
    database_url,
    postgres_server,
    postgres_template,
    postgres_url,
    sqlite_template,
    sqlite_url,
)
from tests.office import office
from tests.sharing import StoriesByDoor

__all__ = [
    "database",
    "database_url",
    "office",
    "postgres_server",
    "postgres_template",
    "postgres_url",
    "sqlite_template",
    "sqlite_url",
]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> StoriesByDoor:
    """Keep the stories of a door in one process."""
    return StoriesByDoor(config, log)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the options of tests/stories and tests/golden that write what these hold to be true anew."""
    parser.addoption("--write-coverage", action="store_true", help="write docs/coverage.md anew from what was driven")
    parser.addoption("--write-golden", action="store_true", help="write tests/golden anew from what is drawn")


# Where nobody set it up, structlog draws tracebacks with every variable: a second or more for each on a busy machine.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)

# No deadline per example: the machine may be busy, and what is promised about speed is measured in benchmarks/.
settings.register_profile("house", deadline=None, print_blob=True)
# What walks further with more time: pytest --hypothesis-profile=long.
settings.register_profile("long", deadline=None, print_blob=True, max_examples=1000)
settings.load_profile("house")
