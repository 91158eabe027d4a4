"""Plain functions on numbers and series; each formula stands once, here."""
