"""Floor 5: process comparison, forecasts, precedents."""
