"""The door to ``parvis.matching``: what the town has as a problem, and the plan back in words."""

from parvis.domains.welcome.pairing.glimpse import Glimpse, glimpses_of
from parvis.domains.welcome.pairing.learning import learned_from, weights_from
from parvis.domains.welcome.pairing.past import forget_history
from parvis.domains.welcome.pairing.problem import Ranked, of_kind, path_for, seeker_of
from parvis.domains.welcome.pairing.town import Town, forget_town, town_at
from parvis.domains.welcome.pairing.words import (
    StoredReason,
    reason_sentence,
    stored_reasons,
)

__all__ = [
    "Glimpse",
    "Ranked",
    "StoredReason",
    "Town",
    "forget_history",
    "forget_town",
    "glimpses_of",
    "learned_from",
    "of_kind",
    "path_for",
    "reason_sentence",
    "seeker_of",
    "stored_reasons",
    "town_at",
    "weights_from",
]
