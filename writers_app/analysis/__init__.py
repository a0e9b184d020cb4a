"""Pure text analysis, no I/O."""
