"""Papers of the own ledgers: the letter to the holder, the sheet of one entry."""
