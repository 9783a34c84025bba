"""A strict Teams service on this machine: keys, tokens, the connector, and signed activities to the bot."""
