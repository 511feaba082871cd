"""A fictitious population of a real municipality, in the layout in which conforming systems export residents."""
