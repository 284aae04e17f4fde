"""Versions of terms: written once, never changed; and the dates that follow from them."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.models import Gathering, Invitation, Occurrence, Terms
from parvis.domains.gatherings.selectors import Span
from parvis.domains.gatherings.services import seats
from parvis.domains.gatherings.services.consent.seating import ahead, seat_invited
from parvis.domains.gatherings.services.refusals import Full
from parvis.domains.gatherings.vocabulary import (
    ANSWER_BEFORE_HOURS,
    ANSWER_HOURS,
    WEEKS_AHEAD,
    Answer,
)
from parvis.domains.people.models import Resident
from parvis.kernel import text

#: What is agreed to. Another title counts as soon as its letters differ: a slip may be mended.
SUBSTANCE: Final = (
    *("title", "place", "starts_at", "minutes", "rrule", "until", "capacity", "guests_max"),
    *("price_cents", "photos", "children", "host"),
)
#: Words around it: mended without asking anybody again. The terms keep them as they were written.
WORDS: Final = ("about", "where_note", "bring", "access_note")


def changed_in(terms: Terms, kept: Mapping[str, Any]) -> tuple[str, ...]:
    """What of the substance the values say otherwise."""
    return tuple(
        name
        for name in SUBSTANCE
        if getattr(terms, name) != kept[name]
        and not (name == "title" and text.fold(terms.title) == text.fold(kept["title"]))
    )


def write(gathering: Gathering, kept: Mapping[str, Any], by: Resident, at: datetime) -> Terms:
    """The next version, in force at once: the gathering says the same. It must be locked."""
    gathering.terms_version += 1
    say(gathering, kept)
    if gathering.terms_version > 1:
        gathering.sequence += 1
    gathering.updated_at = at
    gathering.save()
    said = {name: kept[name] for name in (*SUBSTANCE, *WORDS)}
    return Terms.objects.create(
        gathering=gathering,
        version=gathering.terms_version,
        by=by,
        written_at=at,
        time_zone=kept["time_zone"],
        **said,
    )


def as_agreed(gathering: Gathering) -> dict[str, Any]:
    """The terms in force as values, with the words as they were mended since."""
    terms = gathering.terms.select_related("place", "host").get(version=gathering.terms_version)
    kept = {name: getattr(terms, name) for name in (*SUBSTANCE, "time_zone")}
    return kept | {name: getattr(gathering, name) for name in WORDS}


def say(gathering: Gathering, kept: Mapping[str, Any]) -> None:
    for name in (*SUBSTANCE, *WORDS, "time_zone"):
        setattr(gathering, name, kept[name])


def answer_by(at: datetime, starts_at: datetime) -> datetime:
    """Until when who had agreed may agree again: two days, or half the time that is left, and two
    hours before it begins at the latest; an hour in any case, and never once it has begun."""
    latest = min(
        at + timedelta(hours=ANSWER_HOURS),
        at + (starts_at - at) / 2,
        starts_at - timedelta(hours=ANSWER_BEFORE_HOURS),
    )
    return min(max(latest, at + timedelta(hours=1)), starts_at)


def ask_again(terms: Terms, agreed: list[Resident], at: datetime) -> None:
    """Everybody answers the new version anew, but for those who agreed by writing or taking it."""
    deadline = answer_by(at, terms.starts_at)
    agreeing = {one.pk for one in agreed}
    for invitation in Invitation.objects.filter(gathering=terms.gathering_id):
        if invitation.resident_id in agreeing:
            invitation.state, invitation.accepted_version = Answer.ACCEPTED, terms.version
            invitation.answer_by, invitation.answered_at = None, at
        else:
            was_in = invitation.state == Answer.ACCEPTED or invitation.answer_by is not None
            invitation.state, invitation.asked_at = Answer.ASKED, at
            invitation.answer_by = deadline if was_in else None
            invitation.answered_at = None
        invitation.guests = min(invitation.guests, terms.guests_max)
        invitation.save()


def follow(gathering: Gathering, at: datetime) -> None:
    """Move the dates to come to where the terms in force say; who holds a seat keeps it.

    One by one in order: the next date becomes the next one of the new terms. Dates too many are
    called off, those that lack are written. Seats of whoever had said yes go with their dates.
    """
    coming = sorted(
        seats.lock_all(ahead(gathering, at, with_cancelled=True)), key=lambda one: one.starts_at
    )
    spans = _spans(gathering, at)
    moved = [one for one, span in zip(coming, spans, strict=False) if one.rule_at != span.rule_at]
    for one in moved:
        # A moment beside every date: no two of a series are the same on the way.
        one.rule_at += timedelta(microseconds=1)
        one.save(update_fields=["rule_at"])
    for one, span in zip(coming, spans, strict=False):
        if (one.rule_at, one.starts_at, one.ends_at) == span and not one.is_cancelled:
            continue
        one.rule_at, one.starts_at, one.ends_at = span
        one.is_cancelled, one.cancelled_at, one.reminded_at = False, None, None
        one.save()
    for one in coming[len(spans) :]:
        one.is_cancelled, one.cancelled_at = True, at
        one.save(update_fields=["is_cancelled", "cancelled_at"])
    write_dates(gathering, at)
    keeps = Q(state=Answer.ACCEPTED) | Q(state=Answer.ASKED, answer_by__isnull=False)
    for invitation in gathering.invitations.filter(keeps).select_related("resident"):
        for occurrence_id in ahead(gathering, at):
            # A date they had left, and somebody else has their seat: it is not theirs again.
            with suppress(Full):
                seat_invited(occurrence_id, invitation.resident, invitation.guests, at)


def write_dates(gathering: Gathering, at: datetime) -> None:
    """All of them at once: they are few, and known from the first day."""
    known = set(gathering.occurrences.filter(rule_at__gt=at).values_list("rule_at", flat=True))
    Occurrence.objects.bulk_create(
        Occurrence(gathering=gathering, rule_at=one[0], starts_at=one[1], ends_at=one[2])
        for one in _spans(gathering, at)
        if one.rule_at not in known
    )


def _spans(gathering: Gathering, at: datetime) -> list[Span]:
    """Its dates after an instant: one, or one a week at the same hour of the wall; of what has no
    last date, those of the next weeks."""
    zone = gathering.time_zone
    first = selectors.wall(gathering.starts_at, zone)
    weeks = selectors.weeks_of(gathering)
    if gathering.goes_on:
        weeks = max(0, (at - gathering.starts_at) // timedelta(weeks=1)) + 1 + WEEKS_AHEAD
    on_walls = [first + timedelta(weeks=week) for week in range(weeks)]
    found = [
        selectors.span(one, gathering.minutes, zone)
        for one in on_walls
        if len(on_walls) == 1 or selectors.exists(one, zone)
    ]
    return [one for one in found if one.starts_at > at]
