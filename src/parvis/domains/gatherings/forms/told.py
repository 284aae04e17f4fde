"""What the form of a gathering shows of one that is kept."""

from datetime import datetime
from typing import Any, Final

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.forms.repeating import asked_as
from parvis.domains.gatherings.models import Gathering
from parvis.domains.gatherings.vocabulary import AS_IT_IS

TAGS: Final = ("interests", "languages", "wishes", "comfort", "life")
#: What is shown of a gathering as it is kept.
KEPT: Final = (
    *("title", "about", "capacity", "good_alone", "sign", "bring", "until", "place"),
    *("where_note", "access_note", "documents", "age_min", "age_max", "children", "photos"),
    *("guests_max", "signup", "skips_holidays"),
)


def told(gathering: Gathering, next_at: datetime, at: datetime) -> dict[str, Any]:
    """What the form shows of a gathering, the next date of its rule being at ``next_at``."""
    added = gathering.occurrences.filter(is_extra=True, is_cancelled=False, starts_at__gt=at)
    zone = gathering.time_zone
    begins = selectors.wall(next_at, zone)
    ends = selectors.wall(selectors.span(begins, gathering.minutes, zone).ends_at, zone)
    euros, cents = divmod(gathering.price_cents, 100)
    price = f"{euros},{cents:02d}" if cents else str(euros or "")
    rrule = selectors.remaining(selectors.rhythm_of(gathering), begins)
    return {
        **{name: getattr(gathering, name) for name in KEPT},
        **asked_as(rrule, begins),
        "organisation": str(gathering.organisation_id or ""),
        "greeter": str(gathering.greeter_id or ""),
        "guests_max": gathering.guests_max or None,
        **{name: list(getattr(gathering, name)) for name in TAGS},
        "day": begins.date(),
        "starts": begins.time(),
        "ends": ends.time(),
        "price": price,
        "pauses": [
            {"starts_on": one.starts_on, "ends_on": one.ends_on, "why": one.why}
            for one in gathering.pauses.all()
        ],
        "extras": [
            {"day": selectors.wall(one.starts_at, zone).date()}
            for one in added.order_by("starts_at")
        ],
    }


def kept_rule(shown: dict[str, Any], rrule: str) -> str:
    """The rule that the form cannot ask for, and keeps."""
    return rrule if shown.get("repeat") == AS_IT_IS else ""
