"""Measures of an `EventLog`; each function takes a log and returns numbers or a table."""
