"""住民記録: the resident registry (住民基本台帳)."""
