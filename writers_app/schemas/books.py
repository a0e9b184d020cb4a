"""The words in which a book's making is described: shared by presets, exports and the writers of formats."""

from typing import Literal

FormatName = Literal["docx", "odt", "epub", "pdf", "md", "html", "txt", "fountain"]
LayoutName = Literal["book", "manuscript"]
"""A book's pages, or the standard manuscript format that editors and agents ask for (Shunn)."""
Paper = Literal["a4", "letter", "a5", "b5", "5x8", "5.5x8.5", "6x9", "roqi", "vaziri"]
Medium = Literal["print", "screen"]
Changes = Literal["keep", "accept", "reject"]
Chapters = Literal["texts", "folders"]
"""Whether every text is a chapter and folders are parts, or folders are chapters and the texts in them their scenes."""
Numbering = Literal["none", "digits", "chapters"]
"""Titles as they are, "1. Title", or "Chapter 1: Title"."""
SceneBreak = Literal["stars", "hash", "dots", "space"]
