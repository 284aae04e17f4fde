"""Deferred work: who must know is told, series go on, gatherings are findable by their words.

Facts come at least once and in any order: each handler reads things as they are now.
Each module registers its handlers and jobs when it is imported.
"""

from parvis.domains.gatherings.tasks import (
    afterwards,
    alone,
    changes,
    cohosts,
    consent,
    findable,
    importing,
    people,
    reminders,
    safety,
    series,
    waiting,
)

__all__ = [
    "afterwards",
    "alone",
    "changes",
    "cohosts",
    "consent",
    "findable",
    "importing",
    "people",
    "reminders",
    "safety",
    "series",
    "waiting",
]
