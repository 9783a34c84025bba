"""Documents agree with the code."""
