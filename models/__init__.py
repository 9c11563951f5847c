"""What knows how to read: spaCy components, rules and knowledge as data."""
