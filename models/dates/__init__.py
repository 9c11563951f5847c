"""Words of time to calendar days."""
