"""Founding: the demo town hall and its fictitious residents."""
