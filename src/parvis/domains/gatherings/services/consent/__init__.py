"""Gatherings by invitation: terms, who agrees to them, and other times that would suit."""

from parvis.domains.gatherings.services.consent.answering import (
    accept_terms,
    cancel_plan,
    decline_terms,
    part_company,
    seat_given_back,
)
from parvis.domains.gatherings.services.consent.changing import change_terms
from parvis.domains.gatherings.services.consent.checking import is_daytime
from parvis.domains.gatherings.services.consent.countering import (
    counter_propose,
    drop_counter,
    take_counter,
)
from parvis.domains.gatherings.services.consent.lapsing import free_unanswered
from parvis.domains.gatherings.services.consent.proposing import propose_gathering
from parvis.domains.gatherings.services.consent.refusals import (
    CounterGone,
    NotTogether,
    TermsChanged,
    TooManyChanges,
    TooManyPlans,
)
from parvis.domains.gatherings.services.consent.seating import seat_invited

__all__ = [
    "CounterGone",
    "NotTogether",
    "TermsChanged",
    "TooManyChanges",
    "TooManyPlans",
    "accept_terms",
    "cancel_plan",
    "change_terms",
    "counter_propose",
    "decline_terms",
    "drop_counter",
    "free_unanswered",
    "is_daytime",
    "part_company",
    "propose_gathering",
    "seat_given_back",
    "seat_invited",
    "take_counter",
]
