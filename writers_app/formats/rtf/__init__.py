"""Rich Text Format, in only."""
