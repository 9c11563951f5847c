"""Dates, times and zones in the forms in which feeds and pages write them."""
