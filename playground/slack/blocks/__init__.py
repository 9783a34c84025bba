"""Block Kit as strict as Slack: shapes as data, and whole payloads checked against their surface."""
