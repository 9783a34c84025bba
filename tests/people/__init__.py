"""Who is who: csops.toml, loading it, the directory, and looking people and customers up."""
