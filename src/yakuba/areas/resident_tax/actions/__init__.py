"""What staff do with source documents. The only code that changes the area's data."""
