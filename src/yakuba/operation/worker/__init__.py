"""The worker part: background jobs, and the small things somebody must do every few seconds."""
