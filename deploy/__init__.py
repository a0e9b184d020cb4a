"""Builds, runs and deploys Writers; `make` calls these modules. Nothing in writers_app imports them."""
