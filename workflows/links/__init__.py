"""Links: which pieces of work belong together, such as the tickets of an escalation (processes.md C 1.3)."""
