"""Who is who: people, their accounts and roles, customers, channels and terms, as csops.toml gives them."""
