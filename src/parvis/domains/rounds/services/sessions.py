"""Moments and places for tables: opened, changed, closed by the coordination."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import SLOTS, interests
from parvis.domains.rounds import rules, selectors
from parvis.domains.rounds.events import SessionClosed, SessionOpened
from parvis.domains.rounds.models import Session
from parvis.domains.rounds.vocabulary import (
    ACTIVITY_MAX,
    ROOM_MAX,
    SIZE_MIN,
    WEEKS_MAX,
    WEEKS_MIN,
    TableState,
)
from parvis.domains.territory.models import Area, Place
from parvis.kernel import events, text

#: Hours of the day that belong to each moment; the evening ends late, never past midnight.
HOURS: Final = {
    "morning": (time(6), time(12)),
    "afternoon": (time(12), time(18)),
    "evening": (time(17), time(22)),
}
#: A table needs an hour; nobody sits for longer than this.
MINUTES: Final = (45, 240)
TABLES_MAX: Final = 30
SEATS_MAX: Final = 180


@transaction.atomic
def open_session(*, by: Resident, area: Area, values: Mapping[str, Any], at: datetime) -> Session:
    """Open a moment at a place to tables, every week from the next round on.

    ``values``: place, room, slot, begins, minutes, tables, seats, weeks, activity, activity_words.

    :raises NotAllowed: they do not coordinate this commune.
    :raises rules.SessionRefused: one of the values; ``field`` says which.
    :raises rules.SessionTwice: the same is open already.
    """
    rules.may_coordinate.require(by, area)
    session = Session(area=area, opened_at=at)
    _write(session, values)
    fact = SessionOpened(session_id=session.pk, area_id=area.pk)
    events.publish(fact, by=by.pk, at=at)
    return session


@transaction.atomic
def edit_session(
    *,
    session: Session,
    by: Resident,
    values: Mapping[str, Any],
    at: datetime,  # noqa: ARG001
) -> Session:
    """Change a session for the rounds to come; tables that exist keep their dates. Safe to repeat.

    :raises NotAllowed: they do not coordinate this commune.
    :raises rules.SessionRefused: one of the values; ``field`` says which.
    :raises rules.SessionTwice: the same is open already.
    :raises rules.SessionAwaited: people are saying yes to a table there, as it is.
    """
    rules.may_coordinate.require(by, session.area)
    held = _held(session)
    asking = held.held.filter(state=TableState.ASKING).exists()
    before = _agreed_to(held)
    _write(held, values)
    if asking and _agreed_to(held) != before:
        raise rules.SessionAwaited
    return held


@transaction.atomic
def close_session(*, session: Session, by: Resident, at: datetime) -> Session:
    """Propose it no more; the tables it has go on. Safe to repeat.

    :raises NotAllowed: they do not coordinate this commune.
    """
    rules.may_coordinate.require(by, session.area)
    held = _held(session)
    if held.closed_at is None:
        held.closed_at = at
        held.save(update_fields=["closed_at"])
        fact = SessionClosed(session_id=held.pk, area_id=held.area_id)
        events.publish(fact, by=by.pk, at=at)
    return held


@transaction.atomic
def reopen_session(*, session: Session, by: Resident, at: datetime) -> Session:
    """Propose it again. Safe to repeat.

    :raises NotAllowed: they do not coordinate this commune.
    :raises rules.SessionTwice: the same was opened meanwhile.
    """
    rules.may_coordinate.require(by, session.area)
    held = _held(session)
    if held.closed_at is not None:
        held.closed_at = None
        _save(held)
        fact = SessionOpened(session_id=held.pk, area_id=held.area_id)
        events.publish(fact, by=by.pk, at=at)
    return held


def _agreed_to(session: Session) -> tuple[Any, ...]:
    """What the people of a table say yes to; how many tables and seats there are is not of it."""
    shown = ("place_id", "room", "slot", "begins", "minutes", "weeks", "activity")
    return tuple(getattr(session, name) for name in (*shown, "activity_words"))


def _held(session: Session) -> Session:
    locked = Session.objects.select_for_update(no_key=True, of=("self",))
    return locked.select_related("area").defer("area__boundary").get(pk=session.pk)


def _write(session: Session, values: Mapping[str, Any]) -> None:
    for field, value in _checked(session, values).items():
        setattr(session, field, value)
    _save(session)


def _save(session: Session) -> None:
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError as twice:
        raise rules.SessionTwice from twice


def _checked(session: Session, values: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: values.get(name, getattr(session, name, None)) for name in _WRITTEN}
    # Read of the session only when nothing was given: a new one has none yet.
    place: Place | None = values["place"] if "place" in values else session.place  # noqa: SIM401
    if place is None or not selectors.places_for(session.area).filter(pk=place.pk).exists():
        _refuse("place", _("Choisissez un lieu de la commune, ouvert à toutes et à tous."))
    kept["place"] = place
    slot, begins = kept["slot"], kept["begins"]
    if slot not in SLOTS:
        _refuse("slot", _("Choisissez un moment de la semaine."))
    earliest, latest = HOURS[str(slot).partition("-")[2]]
    if not isinstance(begins, time) or not earliest <= begins <= latest:
        _refuse("begins", _("Cette heure n’est pas dans le moment choisi."))
    _check_numbers(kept)
    for name, most in (("room", ROOM_MAX), ("activity_words", ACTIVITY_MAX)):
        kept[name] = " ".join(text.clean(kept[name] or "").split())
        if len(kept[name]) > most:
            _refuse(name, _("C’est un peu long : gardez l’essentiel."))
    if kept["activity"] and kept["activity"] not in interests.interests():
        raise rules.UnknownChoice(field="activity")
    kept["activity"] = kept["activity"] or ""
    return kept


def _check_numbers(kept: dict[str, Any]) -> None:
    if not MINUTES[0] <= int(kept["minutes"]) <= MINUTES[1]:
        _refuse("minutes", _("Entre trois quarts d’heure et quatre heures."))
    if not 1 <= int(kept["tables"]) <= TABLES_MAX:
        _refuse("tables", _("Une table au moins, trente au plus."))
    if not SIZE_MIN * int(kept["tables"]) <= int(kept["seats"]) <= SEATS_MAX:
        _refuse("seats", _("Trois places au moins par table."))
    if not WEEKS_MIN <= int(kept["weeks"]) <= WEEKS_MAX:
        _refuse("weeks", _("Une tablée dure six à huit semaines."))


def _refuse(field: str, sentence: Any) -> None:
    raise rules.SessionRefused(sentence, field=field)


_WRITTEN: Final = (
    "room",
    "slot",
    "begins",
    "minutes",
    "tables",
    "seats",
    "weeks",
    "activity",
    "activity_words",
)
