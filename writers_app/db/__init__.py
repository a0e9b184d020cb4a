"""Engine and unit of work."""
