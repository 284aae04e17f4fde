"""How long a test waits for what should come soon.

Never a measure of speed, which belongs to `benchmarks/`: past it something is stuck, however busy
the machine that runs the tests.
"""

from typing import Final

STUCK: Final = 60.0
"""Seconds."""
