"""What needs no database: the text of letters."""
