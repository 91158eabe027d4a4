"""Bytes of any file become sheets of cells, or the paragraphs and tables of a document."""
