"""Floor 3: what every area stands on."""
