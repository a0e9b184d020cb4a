"""PDF out, for print and for screen, set by Typst with the fonts that Writers brings along."""
