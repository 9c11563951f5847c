"""Time and failure: Prefect flows, the schedule, settings and the command line."""
