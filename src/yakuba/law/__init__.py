"""Floor 2: rules as code, dated parameters with legal reference. Imports standards only."""
