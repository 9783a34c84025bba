"""Tests of hand-offs."""
