"""Records to pictures: the parts of `charts` and `maps`."""
