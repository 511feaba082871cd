"""Django settings, URL roots per zone, server entry."""
