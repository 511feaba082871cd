"""宛名: every person or body anything refers to, resident or not. The only cross-area target of a relation."""
