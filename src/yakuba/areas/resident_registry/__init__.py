"""Resident registry (住民記録): who lives in the municipality, where, and in which household."""
