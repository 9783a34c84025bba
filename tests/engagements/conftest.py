"""A crowd in an office on PostgreSQL, for the tests here that ask for one."""

from tests.approvals.crowd import gather, hall

__all__ = ["gather", "hall"]
