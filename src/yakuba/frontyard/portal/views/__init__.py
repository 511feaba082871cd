"""Pages of the portal, by theme."""
