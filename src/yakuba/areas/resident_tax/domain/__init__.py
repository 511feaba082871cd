"""What source documents are and mean: pure, without database or clock."""
