"""The bytes and dates of a feed as publishers write them: the parts of `entries`."""
