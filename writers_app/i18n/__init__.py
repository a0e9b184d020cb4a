"""Catalogs, direction, calendars, digits."""
