"""Trials of a bill (試算) and rehearsals of a law change (予行) over the town's own people. Nothing is decided."""
