"""The papers of the resident tax."""
