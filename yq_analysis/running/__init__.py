"""Storey 4: the corridor. Runs the whole walk, makes reports, keeps the timetable, answers
commands.
"""
