"""Alerts to what is told to whom and when: the parts of `notify` and of the flow that delivers."""
