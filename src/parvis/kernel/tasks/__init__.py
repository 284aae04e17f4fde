"""Deferred work: deliveries of facts, and jobs that come back. At least once, safe to repeat.

The row written with the change is the truth; a worker only finds it. Who dies half-way is found by
the end of its lease, who fails is tried again later, who fails eight times is set aside and shown.
"""

from parvis.kernel.tasks.inspection import DeadLetter, Health, dead_letters, health, retry_dead
from parvis.kernel.tasks.schedules import every
from parvis.kernel.tasks.worker import Worker, run_due

__all__ = [
    "DeadLetter",
    "Health",
    "Worker",
    "dead_letters",
    "every",
    "health",
    "retry_dead",
    "run_due",
]
