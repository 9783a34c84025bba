"""What the tests of customers stand on."""

from tests.approvals.crowd import gather

__all__ = ["gather"]
