"""Links between pieces of work: shown on both sides as they stand, and watched until all of it is resolved (C 1.3)."""
