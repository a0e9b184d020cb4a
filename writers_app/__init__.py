"""Writers: a self-hosted writing studio."""
