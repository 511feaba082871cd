"""Own ledgers (独自台帳): where the procedures a municipality made itself end: an entry, and perhaps a letter."""
