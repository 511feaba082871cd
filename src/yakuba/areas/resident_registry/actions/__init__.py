"""Use cases of the registry: check → execute → journal. The only code that changes the area's data."""
