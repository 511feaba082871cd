"""Bodies held against their peers: hours and cost of steps, the best quartile, the volume zone, what may be shown."""
