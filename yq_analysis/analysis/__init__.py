"""Storey 2: readings become observations, indicators, projections and assessments."""
