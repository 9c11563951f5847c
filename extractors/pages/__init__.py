"""A page's markup to its text, dates and facts: the parts of `articles`."""
