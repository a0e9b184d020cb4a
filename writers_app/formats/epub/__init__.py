"""EPUB in and out."""
