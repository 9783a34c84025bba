"""Tests of the files that go with posts."""
