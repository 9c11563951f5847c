"""A URL's host and bytes to what a polite, careful client may do with them: the parts of `web`."""
