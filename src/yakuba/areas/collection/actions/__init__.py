"""What staff and jobs do with payments."""
