"""Storey 3: tables become words, figures, printed tables and pages."""
