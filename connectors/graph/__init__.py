"""Microsoft Graph: people, groups, teams and channels, and mail."""
