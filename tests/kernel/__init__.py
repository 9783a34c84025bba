"""Tests of the words of the business."""
