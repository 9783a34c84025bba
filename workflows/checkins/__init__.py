"""Check-ins: how a talk with a customer went, and what follows from it (processes.md C 1.2)."""
