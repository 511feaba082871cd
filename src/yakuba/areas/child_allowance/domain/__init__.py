"""Rules of the child allowance without a database: who, from when, how much, what is still owed."""
