"""Chunked, resumable work in the background. Register a kind, ``service.start`` it, look at ``queries.progress``."""
