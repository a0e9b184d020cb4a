"""REST: FastAPI endpoints that open a unit of work and call services."""
