"""Reads of the welcome: what somebody told, the doors of a path, who accompanies whom."""

from parvis.domains.welcome.selectors.doors import (
    Door,
    already_of,
    doors_of,
    ideas_for,
    own_suggestion,
    refused_of,
    rested_of,
)
from parvis.domains.welcome.selectors.history import Shown, choices_made, paths_due
from parvis.domains.welcome.selectors.looks import all_possible, first_possible
from parvis.domains.welcome.selectors.told import Told, fingerprint, told_of
from parvis.domains.welcome.selectors.welcomes import (
    gap_of,
    gaps_of,
    lacks,
    load_of,
    open_welcome,
    open_welcomers,
    standing_gap,
    welcome_of,
    welcomer_of,
    welcomers_seen_by,
)

__all__ = [
    "Door",
    "Shown",
    "Told",
    "all_possible",
    "already_of",
    "choices_made",
    "doors_of",
    "fingerprint",
    "first_possible",
    "gap_of",
    "gaps_of",
    "ideas_for",
    "lacks",
    "load_of",
    "open_welcome",
    "open_welcomers",
    "own_suggestion",
    "paths_due",
    "refused_of",
    "rested_of",
    "standing_gap",
    "told_of",
    "welcome_of",
    "welcomer_of",
    "welcomers_seen_by",
]
