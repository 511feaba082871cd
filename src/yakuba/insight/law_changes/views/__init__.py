"""Pages of trials and rehearsals."""
