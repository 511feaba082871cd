"""Every part in every state, with invented persons. Mounted by tests only."""
