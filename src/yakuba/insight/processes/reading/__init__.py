"""Event logs from files: XES (plain or packed), CSV with named columns, OCEL 2.0 JSON, and our own columns."""
