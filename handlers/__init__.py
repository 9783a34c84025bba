"""The chat edges: what people send becomes a command, and what is answered becomes a message."""
