"""Word (.docx) in and out, by zip and XML: styles, lists, notes, comments, tracked changes and direction are kept."""
