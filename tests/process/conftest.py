"""The shipped definitions, read once for all tests of processes."""

import pytest

from workflows.process.catalogue import Definitions, load_definitions
from workflows.process.definition import Definition


@pytest.fixture(scope="session")
def definitions() -> Definitions:
    return load_definitions()


@pytest.fixture(scope="session")
def engagement(definitions: Definitions) -> Definition:
    return definitions.current("services-engagement")


@pytest.fixture(scope="session")
def reference(definitions: Definitions) -> Definition:
    return definitions.current("reference-program")


@pytest.fixture(scope="session")
def success(definitions: Definitions) -> Definition:
    return definitions.current("customer-success")


@pytest.fixture(scope="session")
def ticket(definitions: Definitions) -> Definition:
    return definitions.current("ticket")
