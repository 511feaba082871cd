"""Papers of the child allowance."""
