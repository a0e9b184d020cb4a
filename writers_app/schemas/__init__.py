"""Shapes shared by REST and state."""
