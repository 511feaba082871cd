"""What a municipality may set for itself: typed, dated, with reason. Read with ``service.get(DEFINITION, day)``."""
