"""The residents' portal: a zone of its own. It knows procedures and letters, and no table of the core."""
