"""Reports to whether they tell of one attack, and what they say of it together: the parts of `incidents`."""
