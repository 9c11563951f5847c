"""What a text mentions to what it tells: the parts of `mentions` and `events`."""
