"""The Home: what waits for somebody, what they own, what is at risk and what they asked for, on one card."""
