"""OpenDocument text (.odt) in and out."""
