"""References: the register of customers who agreed to be one (processes.md B 1.6, C 1.2)."""
