"""Pure text work: words, sentences, normalisation, direction."""
