"""One module per route; each lays out components over its state."""
