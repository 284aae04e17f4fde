"""The encounters of the demo town: whatever the day it is built, its pages have what they show."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.test import TestCase

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.models import (
    Again,
    CheckIn,
    CoHost,
    CounterProposal,
    Gathering,
    ImportRun,
    Invitation,
    Occurrence,
    Photo,
    SavedFilters,
    Thanks,
)
from parvis.domains.gatherings.vocabulary import (
    Answer,
    Audience,
    CoHosting,
    Coming,
    Status,
)
from parvis.domains.gatherings.vocabulary import (
    Counter as Idea,
)
from parvis.domains.people.models import Resident
from parvis.domains.watch.models import Item
from parvis.kernel import clock
from parvis.surfaces.cli import settle

# A demo town is of the embedded engine; the pages of one on the other are in tests/pages.
pytestmark = pytest.mark.once
#: By night, on a Monday, before a public holiday that is a Thursday, and when clocks change.
MOMENTS = [
    datetime(2026, 11, 22, 2, 10, tzinfo=UTC),
    datetime(2026, 11, 23, 10, 30, tzinfo=UTC),
    datetime(2027, 5, 3, 21, 45, tzinfo=UTC),
    datetime(2027, 3, 28, 0, 30, tzinfo=UTC),
    datetime(2026, 12, 30, 16, 0, tzinfo=UTC),
]


@pytest.fixture(params=MOMENTS, ids=lambda at: f"{at:%Y-%m-%d-%H}")
def now(request: pytest.FixtureRequest, db: None, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The town, with what its people do, at that moment."""
    at: datetime = request.param
    monkeypatch.setattr(clock, "now", lambda: at)
    with TestCase.captureOnCommitCallbacks(execute=True):
        settle.build(today=clock.today("Europe/Paris"), residents=150)
    return at


def the(first_name: str) -> Resident:
    return Resident.objects.get(email=f"{first_name}@demo.parvis.example")


def test_encounters_show_what_the_pages_are_for(now: datetime) -> None:
    series_keep_their_exceptions(now)
    somebody_waits_and_somebody_is_offered_a_seat(now)
    plans_wait_for_an_answer(now)
    what_follows_a_meeting_is_told(now)
    what_is_kept_elsewhere_came_in(now)


def series_keep_their_exceptions(now: datetime) -> None:
    ours = Gathering.objects.filter(host__isnull=False, audience=Audience.PUBLIC)
    rules = set(ours.values_list("rrule", flat=True))
    assert {
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
        "FREQ=MONTHLY;BYDAY=1SA",
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
        "FREQ=WEEKLY;COUNT=8",
    } <= rules
    assert ours.filter(skips_holidays=True, pauses__isnull=False).exists()
    assert ours.filter(status=Status.DRAFT).count() == 1
    ahead = Occurrence.objects.filter(starts_at__gt=now, gathering__imported=None)
    moved = [one for one in ahead.exclude(note="") if one.is_moved]
    assert [one.gathering.title for one in moved] == ["Lire à voix haute"]
    assert ahead.filter(is_extra=True).exclude(note="").count() == 1
    assert ahead.filter(is_cancelled=True, gathering__signup="series").count() == 1
    assert Counter(CoHost.objects.values_list("state", flat=True)) == {
        CoHosting.ASKED: 1,
        CoHosting.ACCEPTED: 1,
    }


def somebody_waits_and_somebody_is_offered_a_seat(now: datetime) -> None:
    full = Occurrence.objects.select_related("gathering").get(offered=1)
    assert (full.going, full.waiting) == (7, 2)
    assert full.starts_at > now + timedelta(days=2)
    offer = full.attendances.get(state=Coming.OFFERED)
    assert offer.resident == the("solene")
    assert offer.offered_until is not None
    assert offer.offered_until > now
    assert full.attendances.get(resident=the("serge")).state == Coming.WAITING
    alone = Occurrence.objects.filter(
        attendances__alone=True,
        attendances__greeter__isnull=False,
        starts_at__gt=now,
        gathering__title__in=["La dernière tasse", "Lire à voix haute"],
    )
    assert alone.exists()


def plans_wait_for_an_answer(now: datetime) -> None:
    walk = Gathering.objects.get(terms_version=2)
    mine = Invitation.objects.get(gathering=walk, resident=the("serge"))
    assert (mine.state, mine.accepted_version) == (Answer.ASKED, 1)
    assert mine.answer_by is not None
    assert mine.answer_by > now
    idea = CounterProposal.objects.get(state=Idea.OPEN)
    assert (idea.by, idea.gathering.host) == (the("malika"), the("nadia"))
    of_a_circle = Gathering.objects.get(audience=Audience.CIRCLE)
    assert of_a_circle.invitations.filter(state=Answer.ACCEPTED).count() > 1


def what_follows_a_meeting_is_told(now: datetime) -> None:
    serge, nadia = the("serge"), the("nadia")
    last = Photo.objects.get().occurrence
    assert last.sheet_closed_at is not None
    assert last.walk_ins.count() == 2
    assert last.attendances.filter(came=False).count() == 1
    assert Again.objects.filter(occurrence=last, wants=True).count() == 2
    agreed = selectors.after(serge, last.pk, now).agreed
    assert [one.resident for one in agreed] == [nadia]
    assert set(Thanks.objects.values_list("by", flat=True)) == {serge.pk, nadia.pk}
    assert CheckIn.objects.get(resident=nadia).answer == ""
    assert Item.objects.filter(kind="gatherings.worry", asks__resident=the("helene")).exists()


def what_is_kept_elsewhere_came_in(now: datetime) -> None:
    run = ImportRun.objects.get()
    assert (run.added, run.problem, len(run.refused)) == (3, "", 1)
    assert run.source.last_ok_at is not None
    assert run.source.next_run_at > now + timedelta(days=7)
    imported = Occurrence.objects.filter(gathering__imported__source=run.source)
    assert imported.filter(starts_at__gt=now).exists()
    assert SavedFilters.objects.get().resident == the("serge")
