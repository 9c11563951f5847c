"""Time and failure: Prefect flows, the schedule, settings and the command line."""

import os

# A process reads on one core, and `--processes` says how many do: NumPy's threads for its small matrices only wait for
# one another. Its library asks once, when it loads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
