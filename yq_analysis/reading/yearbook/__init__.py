"""A file -> a reading: every figure with its region, indicator, year, unit, flag and cell."""
