"""Floor 4: one folder per business area (業務)."""
