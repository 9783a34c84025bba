"""Tickets: every request of a customer, of one of five kinds, logged by form, by words or from a message."""
