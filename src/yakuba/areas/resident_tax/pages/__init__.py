"""Staff pages of the resident tax, mounted under ``/<address>/resident-tax/``."""
