"""Scrivener projects (a zipped .scriv folder), in only."""
