"""HTML in and out: single files, REST's content endpoint, and the chapters of an EPUB."""
