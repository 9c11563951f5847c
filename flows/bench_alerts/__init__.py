"""Simulated outbreaks and daily series to what each method of alerting finds, how often it is wrong, what it costs."""
