"""What the town hall learns about itself, a room each: `processes` event logs, `law_changes` trials of a bill."""
