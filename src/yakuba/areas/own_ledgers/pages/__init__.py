"""Staff pages of the own ledgers."""
