"""What the environment says, what is logged, and what is kept out of both."""
