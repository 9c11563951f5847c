"""A text to what a small trained encoder thinks of each of its words."""
