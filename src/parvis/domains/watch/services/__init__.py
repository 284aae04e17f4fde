"""The watch at work: an item opens, people are asked in turn, it is answered or withdrawn.

Every change locks its item first, so that an answer, a “not this time” and the minute job never
cross. All are safe to repeat.
"""

from parvis.domains.watch.rules.kinds import Kind, register
from parvis.domains.watch.services.escalation import escalate_due, recheck
from parvis.domains.watch.services.items import (
    answered,
    answered_if_waiting,
    open_item,
    passed,
    passed_if_waiting,
    withdrawn,
    withdrawn_if_waiting,
)
from parvis.domains.watch.services.leaving import export, forget

__all__ = [
    "Kind",
    "answered",
    "answered_if_waiting",
    "escalate_due",
    "export",
    "forget",
    "open_item",
    "passed",
    "passed_if_waiting",
    "recheck",
    "register",
    "withdrawn",
    "withdrawn_if_waiting",
]
