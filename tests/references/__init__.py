"""References: the register of customers who agreed to be one."""
