"""Pages of the backyard itself; area pages are mounted beside them."""
