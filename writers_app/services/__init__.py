"""What Writers can do, and the only place that decides."""
