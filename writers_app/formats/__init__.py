"""Pure readers and writers of manuscript formats."""
