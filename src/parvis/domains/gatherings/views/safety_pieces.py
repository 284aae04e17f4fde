"""What keeps people safe, on the page of a date."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.models import Occurrence
from parvis.domains.gatherings.vocabulary import DISCREET_WORDS, Audience
from parvis.domains.people.models import Resident
from parvis.kernel import clock


def on_date(occurrence: Occurrence, request: HttpRequest, runs: bool) -> str | None:
    """Slot ``gathering.safety``: sharing one's plan, the tips, how to leave; hosts, what to do.

    ``runs``: whether the page is of somebody who runs it, as the page knows already.
    """
    viewer = request.user
    if not isinstance(viewer, Resident):
        return None
    now = clock.now()
    gathering = occurrence.gathering
    # The page has read already whether they come.
    comes = getattr(occurrence, "mine", None)
    takes_part = selectors.takes_part(viewer, occurrence) if comes is None else comes
    takes_part = takes_part or (
        gathering.organisation_id is None and gathering.host_id == viewer.pk
    )
    if not takes_part and not runs:
        return None
    is_over = occurrence.is_over(now)
    by_invitation = takes_part and gathering.audience == Audience.INVITATION and not is_over
    shows_tips = by_invitation and not selectors.has_read_tips(viewer)
    if shows_tips:
        services.read_tips(resident=viewer, at=now)
    may_share = takes_part and not is_over and not occurrence.is_cancelled
    links = selectors.links_of(viewer, occurrence) if may_share else []
    context = {
        "occurrence": occurrence,
        "takes_part": takes_part,
        "runs": runs and not is_over and gathering.audience != Audience.INVITATION,
        "is_over": is_over,
        "shows_tips": shows_tips,
        "may_share": may_share,
        "may_give_news": takes_part and occurrence.starts_at <= now and not occurrence.is_cancelled,
        "links": sum(one.is_live(now) for one in links),
        "discreet_words": DISCREET_WORDS,
    }
    return render_to_string("gatherings/safety/piece.html", context, request=request)
