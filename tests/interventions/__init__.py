"""Interventions: assign, set back, cancel and comment, by who may and with what it leaves behind."""
