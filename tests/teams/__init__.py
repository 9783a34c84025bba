"""Tests of the Teams edge: what Teams sends, and what a Teams service receives."""
