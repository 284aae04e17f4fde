"""From a source to what it announces: fetched, then read. Never inside a transaction."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.conf import settings

from parvis.domains.gatherings.models import Source
from parvis.domains.gatherings.services.importing import ical, openagenda
from parvis.domains.gatherings.services.importing.answers import problem_of
from parvis.domains.gatherings.services.importing.reading import (
    FEED_BYTES,
    Budget,
    NotRead,
    Reading,
)
from parvis.domains.gatherings.vocabulary import ImportProblem, SourceKind
from parvis.kernel import fetch

KINDS: Final = (
    *("text/calendar", "application/ics", "application/calendar", "text/x-vcalendar"),
    *("text/plain", "application/octet-stream"),
)

Get = Callable[..., fetch.Fetched]


def read_source(
    source: Source,
    *,
    at: datetime,
    seconds: float,
    get: Get = fetch.get,
    unless_same: bool = False,
) -> Reading | None:
    """What a source announces; None when it says that nothing changed since ``source.etag``.

    :param seconds: for everything; a single exchange never takes more than five.
    :param unless_same: ask only for what changed.
    :raises NotRead: nothing could be read.
    """
    budget = Budget(seconds)
    if source.kind == SourceKind.OPENAGENDA:
        key = settings.PARVIS.openagenda_key.get_secret_value()
        if not key:
            raise NotRead(ImportProblem.LOCKED)
        since = source.last_ok_at
        return openagenda.read(
            source.agenda_uid, key=key, at=at, since=since, budget=budget, get=get
        )
    try:
        answer = get(
            source.url,
            limit_bytes=FEED_BYTES,
            accept=KINDS,
            # Some of it is kept for reading.
            seconds=min(5.0, seconds * 0.7),
            etag=source.etag if unless_same else None,
            last_modified=source.last_modified if unless_same else None,
        )
    except fetch.FetchRefused as refusal:
        raise NotRead(problem_of(refusal)) from refusal
    if answer.status == 304 and unless_same:
        return None
    if answer.status != 200:
        raise NotRead(problem_of(answer.status))
    reading = ical.read(answer.body, zone=source.area.time_zone, at=at, budget=budget)
    reading.etag, reading.last_modified = answer.etag[:200], answer.last_modified[:80]
    return reading
