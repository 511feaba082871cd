"""Papers of collection."""
