"""The command line and what composes ontology, extract and graph."""

import os

__version__ = "0.1.0"

# One thread for matrix products, set before numpy is imported: the reader's are small, threads only wait for one another
# (17 times slower on two busy cores), and the order of additions, so the bytes, would depend on their number.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
