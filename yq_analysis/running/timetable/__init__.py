"""schedule.toml: when which report runs, and how each job stands."""
