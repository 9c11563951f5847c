"""Words and figures of number to counts of people."""
