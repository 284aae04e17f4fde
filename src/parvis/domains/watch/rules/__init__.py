"""What waits and until when, who can be asked, and who may answer."""

from parvis.domains.watch.rules.kinds import Kind, kind_named, private_kinds, register
from parvis.domains.watch.rules.people import (
    able_to_answer,
    coordinators,
    may_answer,
    operators,
)
from parvis.domains.watch.rules.promises import promised, promised_for, zone_of

__all__ = [
    "Kind",
    "able_to_answer",
    "coordinators",
    "kind_named",
    "may_answer",
    "operators",
    "private_kinds",
    "promised",
    "promised_for",
    "register",
    "zone_of",
]
