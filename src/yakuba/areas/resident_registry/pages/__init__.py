"""Staff panels of the resident registry, mounted by URL under ``/<address>/residents/``."""
