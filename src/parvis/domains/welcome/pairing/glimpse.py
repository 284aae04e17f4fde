"""A path before any account: what the town has for somebody's words, and why. Stores nothing."""

from dataclasses import dataclass
from datetime import datetime

from parvis.domains.welcome.pairing.problem import path_for, seeker_of
from parvis.domains.welcome.pairing.town import town_at
from parvis.domains.welcome.pairing.words import reason_sentence, stored_reasons
from parvis.domains.welcome.selectors.told import Told
from parvis.domains.welcome.vocabulary import Kind


@dataclass(frozen=True, slots=True)
class Glimpse:
    """The best thing of one kind, with its reason in the reader's language."""

    kind: Kind
    thing_id: str
    title: str
    reason: str
    starts_at: datetime | None


def glimpses_of(told: Told, now: datetime) -> list[Glimpse]:
    """One of each kind the town has something for, welcomers included, in the order of the path.

    A page must leave the welcomer out for who has no account: people are not shown to visitors.
    """
    town = town_at(now)
    path = path_for(seeker_of(told, town), town, now=now)
    shown = []
    for suggestion in path.first():
        thing = town.catalogue.things[town.catalogue.rows[suggestion.thing_id]]
        kind = Kind(suggestion.kind)
        reason = reason_sentence(kind, stored_reasons(suggestion), town.names)
        shown.append(Glimpse(kind, thing.id, thing.title, reason, thing.starts_at))
    return shown
