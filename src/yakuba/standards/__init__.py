"""Floor 1: what the nation fixes. Pure Python and data files; imports nothing of ours and no Django."""
