"""Offers: what was found at a check-in, posted to sales or marketing until somebody takes it (processes.md C 1.2)."""
