"""What the doctor looks at, one question a function. Each answers in sentences."""

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path

from django.conf import settings
from django.core.mail import get_connection
from django.db.models import Exists, OuterRef

from parvis.domains.people.models import Resident
from parvis.domains.people.models import Role as Duty
from parvis.domains.people.vocabulary import STAFF_ROLES, Role
from parvis.domains.watch import selectors as watch
from parvis.kernel import clock, condition, tasks
from parvis.web import press
from parvis.web.context import safety_numbers

#: A help line is checked by a person this often (trust.md TS-0).
CHECKED_DAYS = 180
#: Deliveries that wait longer than this mean that nobody does the deferred work.
PATIENCE = timedelta(minutes=10)
FULL_MB, NEARLY_FULL_MB = 200, 1000
SHOWN = 5


class Level(Enum):
    WELL = "✓"
    NOTE = "!"
    WRONG = "✗"


@dataclass(frozen=True)
class Finding:
    level: Level
    sentence: str


Findings = Iterator[Finding]


def well(sentence: str) -> Finding:
    return Finding(Level.WELL, sentence)


def note(sentence: str) -> Finding:
    return Finding(Level.NOTE, sentence)


def wrong(sentence: str) -> Finding:
    return Finding(Level.WRONG, sentence)


def all_findings() -> Findings:
    """In the order one repairs things: what lies beneath first."""
    yield from mode()
    beneath = list(database())
    yield from beneath
    yield from bus()
    yield from folders()
    yield from front_end()
    yield from paper()
    yield from mail()
    yield from help_lines(clock.today(settings.TIME_ZONE))
    if any(finding.level is Level.WRONG for finding in beneath):
        yield note("The rest is in the database, and is looked at once it is well.")
        return
    for look in (deferred_work, jobs, waiting_people, duties):
        yield from look()


def mode() -> Findings:
    if settings.PARVIS.mode == "production":
        yield well("The settings are those of a production server.")
    else:
        yield note(f"This is a {settings.PARVIS.mode} server: never for real people.")


def database() -> Findings:
    name = settings.DATABASES["default"]["NAME"]
    if settings.PARVIS.engine == "embedded" and not Path(name).exists():
        yield wrong(f"There is no database in {Path(name).parent}. Run: parvis migrate")
        return
    found = condition.database_troubles()
    for trouble in found:
        yield wrong(trouble.sentence)
    if not found:
        yield well("The database answers, has today's shape, and takes writes.")


def bus() -> Findings:
    for trouble in condition.redis_troubles():
        yield wrong(trouble.sentence)
        return
    if settings.PARVIS.engine == "scaled":
        yield well("Redis answers.")


def folders() -> Findings:
    """Whether pictures can be written, and for how long."""
    folder = Path(settings.MEDIA_ROOT)
    while not folder.exists():
        folder = folder.parent
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"parvis")
    except OSError as refused:
        yield wrong(f"Pictures cannot be written in {folder}: {refused.strerror}.")
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < FULL_MB:
        yield wrong(f"The disk is full: {free} MB are left for {folder}.")
    elif free < NEARLY_FULL_MB:
        yield note(f"The disk is nearly full: {free} MB are left for {folder}.")
    else:
        yield well(f"Pictures can be written; {free // 1000} GB are free.")


def front_end() -> Findings:
    """Whether what the browser asks for is built, and is what the server hands out."""
    manifest = Path(settings.DJANGO_VITE["default"]["manifest_path"])
    if not manifest.exists():
        yield wrong("The front end is not built: reinstall Parvis (`./run doctor` does it).")
        return
    entries = json.loads(manifest.read_text(encoding="utf-8")).values()
    built = [entry["file"] for entry in entries]
    folder = Path(settings.STATIC_ROOT)
    served = folder if folder.exists() else manifest.parent
    if missing := [file for file in built if not (served / file).exists()]:
        yield wrong(f"{served} lacks {', '.join(missing[:SHOWN])}. Run: parvis migrate")
    elif not list(Path(settings.LOCALE_PATHS[0]).glob("en/LC_MESSAGES/django.mo")):
        yield wrong("The English pages are not built: reinstall Parvis.")
    else:
        yield well("The front end and the translations are built.")


def paper() -> Findings:
    """Whether programmes and posters can be made as PDF; without, they print from a browser."""
    lacking = press.missing_libraries()
    if lacking:
        yield note(
            "Programmes and posters cannot be made as PDF, they print from the browser only."
            f" On Debian or Ubuntu: apt install {' '.join(lacking)} fonts-dejavu"
        )
    else:
        yield well("Programmes and posters can be made as PDF.")


def mail() -> Findings:
    if settings.EMAIL_BACKEND.endswith(".smtp.EmailBackend"):
        where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
        try:
            with get_connection():
                yield well(f"The mail server answers ({where}).")
        except OSError as refused:
            yield wrong(
                f"The mail server does not take us in ({where}, {type(refused).__name__}):"
                " nobody can sign in. Look at PARVIS_MAIL_URL."
            )
    elif settings.PARVIS.is_demo:
        yield well("Mails stay in the demo town (page /demo/courrier/).")
    else:
        yield note("Mails are written to a folder, not sent: PARVIS_MAIL_URL is not set.")


def help_lines(today: date) -> Findings:
    """Numbers that are wrong are worse than none: somebody calls each of them twice a year."""
    never = [line["number"] for line in safety_numbers() if not line["verified_on"]]
    old = [
        line["number"]
        for line in safety_numbers()
        if line["verified_on"] and today - line["verified_on"] > timedelta(days=CHECKED_DAYS)
    ]
    file = "src/parvis/web/data/safety_numbers.yml"
    if never:
        yield note(f"Help lines nobody has checked yet: {', '.join(never)} ({file}).")
    if old:
        yield note(f"Help lines not checked for {CHECKED_DAYS} days: {', '.join(old)} ({file}).")
    if not never and not old:
        yield well(f"Every help line was checked within {CHECKED_DAYS} days.")


def deferred_work() -> Findings:
    health, now = tasks.health(), clock.now()
    late = health.oldest is not None and now - health.oldest > PATIENCE
    waiting = f"{health.waiting} deferred tasks wait"
    if late and health.oldest:
        sentence = f"{waiting}, the oldest for {ago(health.oldest, now)}: {who_works()}"
        yield stopped(sentence)
    elif health.retrying:
        yield note(f"{waiting}, {health.retrying} after a first failure: they are tried again.")
    else:
        yield well(f"{waiting}, none of them long.")
    if health.dead:
        yield from dead_letters(health.dead, now)


def dead_letters(count: int, now: datetime) -> Findings:
    """By listener, with the last error of each."""
    letters = tasks.dead_letters(limit=200)
    by_listener = Counter(letter.listener for letter in letters)
    for listener, times in by_listener.most_common(SHOWN):
        last = next(letter for letter in letters if letter.listener == listener)
        error = (last.last_error.strip().splitlines() or ["no error was noted"])[-1]
        yield wrong(
            f"{listener} failed {last.attempts} times and gave up, for {times} facts"
            f" (last: {last.fact}, {ago(last.happened_at, now)} ago: {error})."
        )
    yield note(f"{count} dead letters in all. Once repaired: parvis doctor --retry")


def jobs() -> Findings:
    health = tasks.health()
    if health.failing_jobs:
        yield wrong(f"Scheduled jobs that fail: {', '.join(health.failing_jobs)} (see the logs).")
    if health.late_jobs:
        yield stopped(f"Scheduled jobs are overdue ({len(health.late_jobs)}): {who_works()}")
    if not health.failing_jobs and not health.late_jobs:
        yield well("Scheduled jobs are on time.")


def who_works() -> str:
    if settings.PARVIS.engine == "embedded":
        return "is the town being served?"
    return "is `parvis worker` running?"


def stopped(sentence: str) -> Finding:
    """A demo town that nobody serves at the moment is not ill."""
    return note(sentence) if settings.PARVIS.is_demo else wrong(sentence)


def waiting_people() -> Findings:
    """Nobody waits in silence: who has nobody left to ask is the operator's business."""
    lost = watch.unanswerable()
    count, oldest = lost.count(), lost.first()
    if oldest is None:
        yield well("Whoever waits for an answer has somebody who was asked.")
        return
    since = ago(oldest.opened_at, clock.now())
    yield wrong(
        f"{count} people wait and nobody is left to answer them (the first for {since})."
        " Name a coordinator: parvis role EMAIL coordinator"
    )


def duties() -> Findings:
    held = Duty.objects.filter(ended_at=None, resident__is_active=True)
    for kind in (Role.COORDINATOR, Role.WELCOMER):
        count = held.filter(kind=kind).values("resident").distinct().count()
        if count:
            yield well(f"People with the role {kind.value}: {count}.")
        else:
            yield wrong(f"Nobody is {kind.value}. Name somebody: parvis role EMAIL {kind.value}")
    if settings.PARVIS.is_demo:
        return
    if lacking := staff_without_second_factor():
        yield note(
            f"Staff without a second factor: {lacking}. They are asked for it at their next visit,"
            " and see nothing of their role before."
        )
    else:
        yield well("Everybody who sees more than a neighbour does has a second factor.")


def staff_without_second_factor() -> int:
    from allauth.mfa.models import Authenticator

    factors = Authenticator.objects.filter(user=OuterRef("pk")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    duty = Duty.objects.filter(resident=OuterRef("pk"), kind__in=STAFF_ROLES, ended_at=None)
    return Resident.objects.filter(Exists(duty), ~Exists(factors), is_active=True).count()


def ago(since: datetime, now: datetime) -> str:
    minutes = int((now - since).total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{minutes // 60} hours" if minutes < 2880 else f"{minutes // 1440} days"
