"""Staff pages of the child allowance."""
