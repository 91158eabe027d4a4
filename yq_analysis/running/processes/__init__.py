"""Processes, locks and signals; knows nothing of indicators."""
