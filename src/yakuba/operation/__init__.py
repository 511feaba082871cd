"""Floor 6: the operator's side: settings, command line, founding, simulators."""
