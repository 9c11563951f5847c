"""Incidents to series and sentences: the parts of `alerts`."""
