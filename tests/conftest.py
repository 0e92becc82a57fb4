"""What all tests share: one thread for matrix products, as on the command line; samples that lie beside the tests."""

import sys
from pathlib import Path

import chanmai  # noqa: F401  # sets the number of threads before anything imports numpy

sys.path.insert(0, str(Path(__file__).parent))
