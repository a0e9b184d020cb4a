"""Everything is killed at random, and nothing is lost."""
