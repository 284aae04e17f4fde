"""An agenda of OpenAgenda, read by its API, version 2 (trust.md ECO-1)."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from parvis.domains.gatherings.services.importing import wording
from parvis.domains.gatherings.services.importing.answers import problem_of
from parvis.domains.gatherings.services.importing.reading import (
    AHEAD,
    BEFORE,
    DATES_MAX,
    EVENTS_MAX,
    FEED_BYTES,
    UID_MAX,
    Budget,
    Date,
    Entry,
    NotRead,
    Reading,
    Refused,
)
from parvis.domains.gatherings.vocabulary import (
    ACCESS_MAX,
    AGE_MAX,
    PRICE_MAX_CENTS,
    PRICE_UNSAID,
    PRICE_WORDS_MAX,
    TITLE_MAX,
    ImportProblem,
    LeftOut,
)
from parvis.kernel import fetch, text

API: Final = "https://api.openagenda.com/v2/agendas"
KINDS: Final = ("application/json",)
PAGE: Final = 300
PAGES_MAX: Final = 7
ONLINE: Final = 2
PUBLISHED: Final = 2
#: Rescheduled dates are simply dates; what is moved online or postponed does not take place here.
STATUS_FULL: Final = 5
CALLED_OFF: Final = frozenset((3, 4, 6))
AMOUNT: Final = re.compile(r"(\d{1,4})(?:[.,](\d{1,2}))?\s*(?:€|euros?\b|eur\b)", re.IGNORECASE)
FREE: Final = re.compile(r"\bgratuite?s?\b|\bentree libre\b|\bacces libre\b")
#: Kept in the language of the agenda, as all that is brought in.
ACCESS: Final = {
    "mi": "handicap moteur",
    "hi": "handicap auditif",
    "vi": "handicap visuel",
    "pi": "handicap psychique",
    "ii": "handicap intellectuel",
}
FULL_NOTE: Final = "Complet, selon l’annonce d’origine."

Get = Callable[..., fetch.Fetched]


@dataclass(frozen=True, slots=True)
class _Agenda:
    """Where the pages come from."""

    uid: str
    key: str
    budget: Budget
    get: Get


def read(
    agenda: str, *, key: str, at: datetime, since: datetime | None, budget: Budget, get: Get
) -> Reading:
    """What an agenda announces now and for the coming year, and what it took back since.

    :param since: when it was last read; None for the first time.
    :raises NotRead: not even a first page came.
    """
    reading = Reading()
    there = _Agenda(agenda, key, budget, get)
    asked = [
        *(("size", str(PAGE)), ("detailed", "1"), ("monolingual", "fr")),
        *(("relative[]", "current"), ("relative[]", "upcoming")),
    ]
    for row in _rows(there, asked, reading):
        _take(row, reading, at)
    if since is not None and reading.problem is None:
        asked = [
            *(("size", str(PAGE)), ("removed", "1")),
            ("updatedAt[gte]", (since - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S.000Z")),
        ]
        gone = _rows(there, asked, reading)
        reading.removed |= {uid for row in gone if (uid := _uid(row))} - reading.present
    if not reading.entries and not reading.refused and reading.problem is None:
        reading.is_whole, reading.problem = False, ImportProblem.EMPTY
    return reading


def _rows(
    agenda: _Agenda, asked: list[tuple[str, str]], reading: Reading
) -> Iterator[dict[str, Any]]:
    """Rows of every page; what stops on the way is said in the reading, no longer whole then."""
    after: list[str] = []
    for number in range(PAGES_MAX):
        query = urlencode([*asked, *(("after[]", one) for one in after)])
        try:
            page = _page(agenda, query)
        except NotRead:
            if number == 0 and not reading.entries:
                raise
            reading.is_whole, reading.problem = False, ImportProblem.CUT
            return
        events = page.get("events")
        rows = [row for row in events if isinstance(row, dict)] if isinstance(events, list) else []
        yield from rows
        following = page.get("after")
        after = [str(one) for one in following] if isinstance(following, list) else []
        if not after or not rows:
            return
    reading.is_whole = False


def _page(agenda: _Agenda, query: str) -> dict[str, Any]:
    if not agenda.budget.left:
        raise NotRead(ImportProblem.SILENT)
    try:
        answer = agenda.get(
            f"{API}/{agenda.uid}/events?{query}",
            limit_bytes=FEED_BYTES,
            accept=KINDS,
            seconds=min(5.0, agenda.budget.left),
            headers={"key": agenda.key},
        )
    except fetch.FetchRefused as refusal:
        raise NotRead(problem_of(refusal)) from refusal
    if answer.status != 200:
        raise NotRead(problem_of(answer.status))
    try:
        page = json.loads(answer.body)
    except (ValueError, RecursionError) as problem:
        raise NotRead(ImportProblem.NOT_ONE) from problem
    if not isinstance(page, dict) or not isinstance(page.get("events"), list):
        raise NotRead(ImportProblem.NOT_ONE)
    return page


def _take(row: dict[str, Any], reading: Reading, at: datetime) -> None:
    uid, title = _uid(row), wording.line(_said(row.get("title")), TITLE_MAX)
    if not uid:
        return
    if row.get("removed") is True:
        reading.removed.add(uid)
        return
    why = _why_not(row, title)
    if len(reading.entries) >= EVENTS_MAX:
        why, reading.is_whole = LeftOut.TOO_MANY, False
    if why is None:
        try:
            reading.entries.append(_entry(uid, title, row, at))
        except (ValueError, TypeError, AttributeError, KeyError, OverflowError):
            why = LeftOut.BROKEN
    if why is not None:
        reading.refused.append(Refused(uid, title, why))


def _why_not(row: dict[str, Any], title: str) -> LeftOut | None:
    if row.get("state", PUBLISHED) != PUBLISHED:
        return LeftOut.UNPUBLISHED
    if not any(letter.isalnum() for letter in title):
        return LeftOut.UNTITLED
    if row.get("attendanceMode") == ONLINE:
        return LeftOut.ONLINE
    if not row.get("timings"):
        return LeftOut.UNDATED
    return None


def _entry(uid: str, title: str, row: dict[str, Any], at: datetime) -> Entry:
    status = row.get("status", 1)
    cents, price_words = _price(_said(row.get("conditions")))
    age = row.get("age") or {}
    place = row.get("location") or {}
    told = (wording.words(_said(row.get(name))) for name in ("description", "longDescription"))
    about = "\n\n".join(filter(None, told))
    return Entry(
        uid=uid,
        title=title,
        about=wording.words(about),
        dates=tuple(_dates(row["timings"], at, FULL_NOTE if status == STATUS_FULL else "")),
        where=_where(place),
        point=_point(place),
        categories=tuple(_keywords(row.get("keywords"))),
        url=_link(row.get("registration")),
        cancelled=status in CALLED_OFF,
        age_min=_age(age.get("min")),
        age_max=_age(age.get("max"), above=_age(age.get("min"))),
        price_cents=cents,
        price_words=price_words,
        access_note=_access(row.get("accessibility")),
    )


def _dates(timings: list[dict[str, str]], at: datetime, note: str) -> list[Date]:
    found: dict[datetime, Date] = {}
    for one in timings[:5000]:
        starts, ends = _instant(one["begin"]), _instant(one["end"])
        if ends <= at - BEFORE or starts > at + AHEAD:
            continue
        if ends <= starts:
            ends = starts + timedelta(hours=1)
        found[starts] = Date(starts, starts, ends, note=note)
    return [found[starts] for starts in sorted(found)][:DATES_MAX]


def _instant(written: str) -> datetime:
    found = datetime.fromisoformat(written)
    if found.tzinfo is None:
        raise ValueError(written)
    return found.astimezone(UTC).replace(microsecond=0)


def _uid(row: Mapping[str, Any]) -> str:
    uid = row.get("uid")
    return str(uid)[:UID_MAX] if isinstance(uid, int | str) and str(uid).strip() else ""


def _said(given: Any) -> Any:
    """A text, in French when they say it in several languages."""
    if isinstance(given, dict):
        return given.get("fr") or next((one for one in given.values() if one), "")
    return given


def _where(place: Mapping[str, Any]) -> str:
    parts = [wording.line(place.get(name), 140) for name in ("name", "address")]
    city = wording.line(place.get("city"), 80)
    if city and city not in parts[1]:
        parts.append(city)
    return ", ".join(filter(None, parts))


def _point(place: Mapping[str, Any]) -> tuple[float, float] | None:
    latitude, longitude = place.get("latitude"), place.get("longitude")
    if latitude is None or longitude is None:
        return None
    point = float(latitude), float(longitude)
    return point if abs(point[0]) <= 90 and abs(point[1]) <= 180 and any(point) else None


def _keywords(given: Any) -> list[str]:
    words = _said(given)
    if isinstance(words, str):
        words = words.split(",")
    if not isinstance(words, list):
        return []
    return [word for one in words[:20] if (word := wording.line(one, 60))]


def _link(registration: Any) -> str:
    """The first way to sign up that is an address; telephones and mails are in their own page."""
    for one in registration if isinstance(registration, list) else ():
        value = one.get("value") if isinstance(one, dict) else one
        if found := wording.address(value):
            return found
    return ""


def _age(given: Any, above: int | None = None) -> int | None:
    if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given <= AGE_MAX:
        return None
    return None if above is not None and given < above else given


def _access(given: Any) -> str:
    if not isinstance(given, dict):
        return ""
    known = [words for key, words in ACCESS.items() if given.get(key) is True]
    return f"Accessible, selon l’annonce : {', '.join(known)}."[:ACCESS_MAX] if known else ""


def _price(given: Any) -> tuple[int, str]:
    """The least that is asked, in cents, and the words when they say more than a sum."""
    said = wording.line(given, PRICE_WORDS_MAX)
    if not said:
        return 0, PRICE_UNSAID
    amounts = [
        int(euros) * 100 + int((cents or "0").ljust(2, "0"))
        for euros, cents in AMOUNT.findall(said)
    ]
    asked = min((one for one in amounts if 0 < one <= PRICE_MAX_CENTS), default=0)
    if asked:
        return asked, "" if AMOUNT.fullmatch(said) else said
    free = FREE.search(text.fold(said))
    return 0, "" if free and len(said) < 40 else said
