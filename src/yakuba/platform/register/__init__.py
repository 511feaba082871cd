"""The register of personal-data processing: appended in each act's transaction, sealed in chains."""
