"""Who may see what of whom: one pure function, and the records of protection and suppression it is asked about."""
