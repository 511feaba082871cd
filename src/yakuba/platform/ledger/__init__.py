"""The ledger: double entries of what is owed to the municipality, by it, paid and given back (decision 0038)."""
