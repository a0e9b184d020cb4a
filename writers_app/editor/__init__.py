"""TipTap as a Reflex component."""
