"""Administration in chat: what is missing, then roles, channels, customers, people, tiers, rates and who is away."""
