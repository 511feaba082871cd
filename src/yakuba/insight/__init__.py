"""What the town hall learns about itself, a room each: `processes` event logs, `work_comparison` those of the own
journal, `work_hours` surveys of hours compared on a page, `law_changes` trials of a bill."""
