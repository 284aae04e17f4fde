"""What gatherings say, each in the reader's language, and to whom."""

from parvis.domains.gatherings.notices.afterwards import again, photo_asks, thanked
from parvis.domains.gatherings.notices.alone import (
    comes_alone,
    is_waited_for,
    no_longer_alone,
)
from parvis.domains.gatherings.notices.changes import (
    all_called_off,
    called_off,
    changed,
    date_moved,
    date_restored,
)
from parvis.domains.gatherings.notices.cohosts import (
    cohost_accepted,
    cohost_asked,
    cohost_ended,
)
from parvis.domains.gatherings.notices.consent import (
    agreed,
    countered,
    date_ended,
    dropped,
    freed,
    passed_on,
    plan_ended,
    plan_left,
    proposed,
    rewritten,
    taken,
    unanswered,
)
from parvis.domains.gatherings.notices.files import date_file
from parvis.domains.gatherings.notices.importing import source_failing
from parvis.domains.gatherings.notices.reminders import (
    ask_how_it_was,
    remind,
    remind_greeter,
)
from parvis.domains.gatherings.notices.safety import all_well
from parvis.domains.gatherings.notices.waiting import (
    no_seat_came_free,
    nothing_to_wait_for,
    offer_answered,
    offer_lapsed,
    seat_given,
    seat_offered,
)
from parvis.domains.gatherings.notices.words import KIND

__all__ = [
    "KIND",
    "again",
    "agreed",
    "all_called_off",
    "all_well",
    "ask_how_it_was",
    "called_off",
    "changed",
    "cohost_accepted",
    "cohost_asked",
    "cohost_ended",
    "comes_alone",
    "countered",
    "date_ended",
    "date_file",
    "date_moved",
    "date_restored",
    "dropped",
    "freed",
    "is_waited_for",
    "no_longer_alone",
    "no_seat_came_free",
    "nothing_to_wait_for",
    "offer_answered",
    "offer_lapsed",
    "passed_on",
    "photo_asks",
    "plan_ended",
    "plan_left",
    "proposed",
    "remind",
    "remind_greeter",
    "rewritten",
    "seat_given",
    "seat_offered",
    "source_failing",
    "taken",
    "thanked",
    "unanswered",
]
