"""Markdown in and out: CommonMark with tables, footnotes, task lists and strikethrough; HTML for what "
"it has no sign for."""
