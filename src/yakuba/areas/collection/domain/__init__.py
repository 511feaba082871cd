"""What a payment says and where it belongs, and what is late: pure."""
