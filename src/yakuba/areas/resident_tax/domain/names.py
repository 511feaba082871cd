"""Names of the ways in which a tax is collected, as they stand in the rows."""

SPECIAL, ORDINARY, PENSION, NONE = "special", "ordinary", "pension", "none"
