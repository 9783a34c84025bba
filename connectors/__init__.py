"""The ways to other systems: Microsoft Graph, mail, and later the systems of record."""
