"""What a poll showed to how soon the next one is worth it: the parts of `polling`."""
