"""A municipality's own journal as an event log, and what of it others may see."""
