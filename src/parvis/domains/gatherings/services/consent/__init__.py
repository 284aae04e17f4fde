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
from parvis.domains.gatherings.services.consent.sharing import (
    call_off_plan,
    go_on_together,
    leave_plan,
)

__all__ = [
    "CounterGone",
    "NotTogether",
    "TermsChanged",
    "TooManyChanges",
    "TooManyPlans",
    "accept_terms",
    "call_off_plan",
    "cancel_plan",
    "change_terms",
    "counter_propose",
    "decline_terms",
    "drop_counter",
    "free_unanswered",
    "go_on_together",
    "is_daytime",
    "leave_plan",
    "part_company",
    "propose_gathering",
    "seat_given_back",
    "seat_invited",
    "take_counter",
]
