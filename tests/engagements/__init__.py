"""The spine: engagements carried along their processes through the real dispatcher, on both databases."""
