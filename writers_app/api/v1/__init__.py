"""Version 1 of the REST API, a module per noun."""

from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = ()
"""Every noun's router; api.app includes them under /api/v1."""
