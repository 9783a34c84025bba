"""Tests of the ways to other systems."""
