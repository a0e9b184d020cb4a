"""Manuscripts at rest: update log, snapshots, projections."""
