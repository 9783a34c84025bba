"""Tests that hold the shape of the code: lengths, names, files and forbidden words."""
