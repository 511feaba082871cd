"""Pages of the clerk (behind gates) and of the tablet (public, bound to one visit)."""
