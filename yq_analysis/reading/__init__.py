"""Storey 1: files, yearbooks and policy documents become labelled figures and targets."""
