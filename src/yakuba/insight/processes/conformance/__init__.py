"""Logs held against a to-be flow: which cases fit, where the others leave it, and what that costs."""
