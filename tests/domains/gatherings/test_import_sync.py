"""Agendas brought in again and again: what changes, what stays, what is withdrawn."""

import gzip
import time
from datetime import date, timedelta
from datetime import time as hours
from functools import partial

import pytest

from parvis.domains.gatherings import services
from parvis.domains.gatherings.models import Attendance, Gathering, Imported, Occurrence
from parvis.domains.gatherings.services import importing
from parvis.domains.gatherings.vocabulary import Coming, ImportProblem, LeftOut, Status
from parvis.domains.notifications import selectors as told
from parvis.kernel import fetch, tasks
from parvis.kernel.models import Fact
from tests.domains.gatherings.calendars import a_calendar, an_event, recorded
from tests.factories.gatherings import NOW, a_gathering, comes, paris
from tests.factories.organisations import a_place, an_organisation
from tests.factories.people import a_resident
from tests.factories.sources import Site, a_source, brought_in
from tests.kernel.hostile import a_server, answers
from tests.support.patience import STUCK

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=6)
WEEKLY = {"RRULE": ":FREQ=WEEKLY;COUNT=3"}


@pytest.fixture
def source():
    return a_source()


def one():
    return Gathering.objects.get()


def dates(gathering=None):
    found = (gathering or one()).occurrences.order_by("starts_at")
    return [(each.starts_at, each.is_cancelled) for each in found]


def rows():
    """Every row of the domain that a run may write, as it is."""
    return (
        list(Gathering.objects.order_by("pk").values()),
        list(Occurrence.objects.order_by("pk").values()),
        list(Imported.objects.order_by("pk").values()),
    )


def notices(resident):
    """What they were told, thin spaces as plain ones."""
    tasks.run_due(raising=True)
    titles = told.notices_of(resident).order_by("created_at").values_list("title", flat=True)
    return [title.replace("\u202f", " ") for title in titles]


def comes_to(day="2026-12-01 18:00", name="Malika"):
    resident = a_resident(name=name)
    comes(resident, Occurrence.objects.get(starts_at=paris(day)))
    return resident


def test_first_run_announces_with_its_dates(source):
    run = brought_in(source, Site(a_calendar(an_event(**WEEKLY, LOCATION=":Le hangar"))))
    assert (run.added, run.changed, run.withdrawn, run.unchanged) == (1, 0, 0, 0)
    gathering = one()
    assert (gathering.title, gathering.status) == ("Atelier one", Status.PUBLISHED)
    assert (gathering.place, gathering.where_note) == (source.place, "Le hangar")
    assert (gathering.host, gathering.organisation, gathering.rrule) == (None, None, "")
    assert gathering.minutes == 60
    assert gathering.starts_at == paris("2026-12-01 18:00")
    assert dates() == [(paris(f"2026-12-{day} 18:00"), False) for day in ("01", "08", "15")]
    found = gathering.occurrences.order_by("starts_at")
    assert [each.is_extra for each in found] == [False, True, True]
    assert [each.rule_at for each in found] == [each.starts_at for each in found]
    assert Fact.objects.filter(name="gatherings.GatheringPublished").count() == 1


def test_gathering_is_in_the_name_of_the_organisation_of_its_source():
    organisation = an_organisation()
    source = a_source(organisation=organisation, interests=("photography",))
    brought_in(source, Site(a_calendar(an_event())))
    assert one().organisation == organisation
    assert tuple(one().interests) == ("photography",)


def test_second_run_changes_nothing(source):
    site = Site(recorded("town_hall.ics"))
    first = brought_in(source, site)
    assert first.added == 6
    before, facts = rows(), Fact.objects.count()
    again = brought_in(source, site, at=LATER)
    assert (again.added, again.changed, again.withdrawn, again.unchanged) == (0, 0, 0, 6)
    assert rows() == before
    assert Fact.objects.count() == facts


def test_run_days_later_forgets_nothing_that_is_over_and_finds_new_dates(source):
    site = Site(a_calendar(an_event(RRULE=":FREQ=WEEKLY")))
    brought_in(source, site)
    assert one().occurrences.count() == 51
    later = NOW + timedelta(days=21)
    run = brought_in(source, site, at=later)
    assert run.changed == 1
    assert one().occurrences.count() == 54
    assert one().sequence == 0
    assert not Fact.objects.filter(name="gatherings.GatheringChanged").exists()


def test_nothing_is_written_in_the_transaction_of_a_fetch(
    source, django_capture_on_commit_callbacks
):
    from django.db import connection

    depths = []

    def get(_url, **_asked):
        depths.append(len(connection.savepoint_ids))
        return fetch.Fetched(200, a_calendar(an_event()), "text/calendar", "", "", "")

    outside = len(connection.savepoint_ids)
    brought_in(source, get)
    assert depths == [outside]


def test_change_of_words_changes_only_these_and_tells_nobody(source):
    site = Site(a_calendar(an_event("a"), an_event("b")))
    brought_in(source, site)
    gathering = Gathering.objects.get(title="Atelier a")
    malika = a_resident()
    comes(malika, gathering.occurrences.get())
    other = list(Gathering.objects.filter(title="Atelier b").values())
    site.body = a_calendar(an_event("a", DESCRIPTION=":Venez nombreux"), an_event("b"))
    run = brought_in(source, site, at=LATER)
    assert (run.changed, run.unchanged) == (1, 1)
    gathering.refresh_from_db()
    assert (gathering.about, gathering.sequence) == ("Venez nombreux", 1)
    assert list(Gathering.objects.filter(title="Atelier b").values()) == other
    assert notices(malika) == []


def test_move_keeps_seats_and_tells_who_comes(source):
    site = Site(a_calendar(an_event()))
    brought_in(source, site)
    malika = comes_to()
    site.body = a_calendar(
        an_event(
            DTSTART=";TZID=Europe/Paris:20261203T100000", DTEND=";TZID=Europe/Paris:20261203T110000"
        )
    )
    run = brought_in(source, site, at=LATER)
    assert run.changed == 1
    [occurrence] = Occurrence.objects.all()
    assert (occurrence.starts_at, occurrence.rule_at) == (paris("2026-12-03 10:00"),) * 2
    assert occurrence.going == 1
    assert one().starts_at == paris("2026-12-03 10:00")
    [title] = notices(malika)
    assert title == "« Atelier one » change de moment : jeudi 3 décembre à 10 h"


def test_moved_date_of_a_series_keeps_its_name(source):
    site = Site(a_calendar(an_event(**WEEKLY)))
    brought_in(source, site)
    moved = an_event(
        RECURRENCE_ID=";TZID=Europe/Paris:20261208T180000",
        DTSTART=";TZID=Europe/Paris:20261209T200000",
        DTEND=";TZID=Europe/Paris:20261209T210000",
    )
    site.body = a_calendar(an_event(**WEEKLY), moved)
    brought_in(source, site, at=LATER)
    occurrence = Occurrence.objects.get(rule_at=paris("2026-12-08 18:00"))
    assert occurrence.starts_at == paris("2026-12-09 20:00")
    assert Occurrence.objects.count() == 3


def test_change_of_place_tells_who_comes(source):
    town = source.place.area
    hall = a_place(town, name="Salle des fêtes")
    site = Site(a_calendar(an_event()))
    brought_in(source, site)
    malika = comes_to()
    site.body = a_calendar(an_event(LOCATION=":Salle des fêtes\\, 1 place du Marché"))
    brought_in(source, site, at=LATER)
    assert one().place == hall
    assert notices(malika) == ["« Atelier one » change de lieu : Salle des fêtes"]


def test_date_taken_out_is_removed_or_called_off(source):
    site = Site(a_calendar(an_event(**WEEKLY)))
    brought_in(source, site)
    malika = comes_to("2026-12-08 18:00")
    out = {"EXDATE": ";TZID=Europe/Paris:20261208T180000,20261215T180000"}
    site.body = a_calendar(an_event(**WEEKLY, **out))
    brought_in(source, site, at=LATER)
    assert dates() == [(paris("2026-12-01 18:00"), False), (paris("2026-12-08 18:00"), True)]
    assert notices(malika) == ["« Atelier one » n’aura pas lieu mardi 8 décembre"]


def test_date_they_call_off_and_then_restore(source):
    site = Site(a_calendar(an_event(**WEEKLY)))
    brought_in(source, site)
    name = {"RECURRENCE_ID": ";TZID=Europe/Paris:20261208T180000"}
    at = {
        "DTSTART": ";TZID=Europe/Paris:20261208T180000",
        "DTEND": ";TZID=Europe/Paris:20261208T190000",
    }
    off = an_event(STATUS=":CANCELLED", **name, **at)
    site.body = a_calendar(an_event(**WEEKLY), off)
    brought_in(source, site, at=LATER)
    assert [is_off for _at, is_off in dates()] == [False, True, False]
    site.body = a_calendar(an_event(**WEEKLY))
    brought_in(source, site, at=LATER + timedelta(hours=6))
    assert [is_off for _at, is_off in dates()] == [False, False, False]


def test_date_called_off_here_stays_off(source):
    site = Site(a_calendar(an_event(**WEEKLY)))
    brought_in(source, site)
    occurrence = Occurrence.objects.get(starts_at=paris("2026-12-08 18:00"))
    services.cancel_occurrence(occurrence=occurrence, by=source.by, at=NOW)
    site.body = a_calendar(an_event(**WEEKLY, DESCRIPTION=":Autre"))
    brought_in(source, site, at=LATER)
    assert [is_off for _at, is_off in dates()] == [False, True, False]


def test_event_they_call_off_is_shown_as_such_and_told(source):
    site = Site(a_calendar(an_event()))
    brought_in(source, site)
    malika = comes_to()
    site.body = a_calendar(an_event(STATUS=":CANCELLED"))
    run = brought_in(source, site, at=LATER)
    assert run.changed == 1
    assert one().status == Status.CANCELLED
    assert dates() == [(paris("2026-12-01 18:00"), True)]
    assert notices(malika) == ["« Atelier one » n’aura pas lieu mardi 1er décembre"]
    assert brought_in(source, site, at=LATER + timedelta(hours=6)).changed == 0
    site.body = a_calendar(an_event())
    brought_in(source, site, at=LATER + timedelta(hours=12))
    assert one().status == Status.PUBLISHED
    assert dates() == [(paris("2026-12-01 18:00"), False)]
    assert Attendance.objects.get().state == Coming.GOING


def test_event_called_off_before_it_was_known_is_shown_struck_through(source):
    brought_in(source, Site(a_calendar(an_event(STATUS=":CANCELLED"))))
    assert one().status == Status.CANCELLED
    assert dates() == [(paris("2026-12-01 18:00"), True)]
    assert not Fact.objects.filter(name="gatherings.GatheringPublished").exists()


def test_gathering_called_off_here_stays_off(source):
    site = Site(a_calendar(an_event()))
    brought_in(source, site)
    services.cancel_gathering(gathering=one(), by=source.by, at=NOW)
    site.body = a_calendar(an_event(DESCRIPTION=":Autre"))
    assert brought_in(source, site, at=LATER).changed == 0
    assert one().status == Status.CANCELLED


def test_event_withdrawn_is_removed_when_nobody_comes(source):
    site = Site(a_calendar(an_event("a"), an_event("b")))
    brought_in(source, site)
    site.body = a_calendar(an_event("a"))
    run = brought_in(source, site, at=LATER)
    assert run.withdrawn == 1
    assert one().title == "Atelier a"
    assert Imported.objects.get(uid="b").withdrawn_at == LATER
    assert brought_in(source, site, at=LATER + timedelta(hours=6)).withdrawn == 0


def test_event_withdrawn_is_called_off_when_somebody_comes(source):
    site = Site(a_calendar(an_event("a"), an_event("b", SUMMARY=":Bal")))
    brought_in(source, site)
    malika = a_resident()
    comes(malika, Occurrence.objects.get(gathering__title="Bal"))
    site.body = a_calendar(an_event("a"))
    assert brought_in(source, site, at=LATER).withdrawn == 1
    assert Gathering.objects.get(title="Bal").status == Status.CANCELLED
    assert notices(malika) == ["« Bal » n’aura pas lieu mardi 1er décembre"]


def test_event_that_comes_back_is_announced_again(source):
    site = Site(a_calendar(an_event("a"), an_event("b")))
    brought_in(source, site)
    site.body = a_calendar(an_event("a"))
    brought_in(source, site, at=LATER)
    site.body = a_calendar(an_event("a"), an_event("b"))
    assert brought_in(source, site, at=LATER + timedelta(hours=6)).added == 1
    assert Gathering.objects.filter(status=Status.PUBLISHED).count() == 2
    assert Imported.objects.count() == 2


def test_event_that_is_over_is_not_withdrawn(source):
    site = Site(a_calendar(an_event("a"), an_event("b", RRULE=":FREQ=WEEKLY;COUNT=9")))
    brought_in(source, site)
    site.body = a_calendar(an_event("b", RRULE=":FREQ=WEEKLY;COUNT=9"))
    run = brought_in(source, site, at=paris("2026-12-10 12:00"))
    assert run.withdrawn == 0
    assert Gathering.objects.count() == 2


def test_event_made_private_is_withdrawn(source):
    site = Site(a_calendar(an_event("a"), an_event("b")))
    brought_in(source, site)
    site.body = a_calendar(an_event("a"), an_event("b", CLASS=":PRIVATE"))
    assert brought_in(source, site, at=LATER).withdrawn == 1
    assert one().title == "Atelier a"


def test_event_that_breaks_is_left_as_it_was(source):
    site = Site(a_calendar(an_event("a"), an_event("b")))
    brought_in(source, site)
    site.body = a_calendar(an_event("a"), an_event("b", RRULE=":FREQ=SECONDLY"))
    run = brought_in(source, site, at=LATER)
    assert run.withdrawn == 0
    assert Gathering.objects.count() == 2
    assert [each["why"] for each in run.refused] == [LeftOut.RULE.value]


def test_feed_cut_short_withdraws_nothing(source):
    whole = a_calendar(an_event("a"), an_event("b"))
    site = Site(whole)
    brought_in(source, site)
    site.body = whole[: whole.index(b"UID:b")]
    run = brought_in(source, site, at=LATER)
    assert (run.problem, run.withdrawn) == (ImportProblem.CUT, 0)
    assert Gathering.objects.count() == 2


def test_empty_feed_withdraws_nothing(source):
    site = Site(a_calendar(an_event("a")))
    brought_in(source, site)
    site.body = a_calendar()
    run = brought_in(source, site, at=LATER)
    assert (run.problem, run.withdrawn) == (ImportProblem.EMPTY, 0)
    assert Gathering.objects.count() == 1


def test_half_an_agenda_does_not_vanish_until_somebody_says_so(source):
    site = Site(a_calendar(*(an_event(str(number)) for number in range(6))))
    brought_in(source, site)
    site.body = a_calendar(an_event("0"), an_event("1"))
    run = brought_in(source, site, at=LATER)
    assert (run.problem, run.withdrawn) == (ImportProblem.SHRUNK, 0)
    assert Gathering.objects.count() == 6
    run = brought_in(source, site, at=LATER + timedelta(hours=6), shrunk=True)
    assert (run.problem, run.withdrawn) == ("", 4)
    assert Gathering.objects.count() == 2


def test_half_of_it_may_go(source):
    site = Site(a_calendar(*(an_event(str(number)) for number in range(6))))
    brought_in(source, site)
    site.body = a_calendar(*(an_event(str(number)) for number in range(3)))
    assert brought_in(source, site, at=LATER).withdrawn == 3


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"status": 404}, ImportProblem.GONE),
        ({"status": 401}, ImportProblem.LOCKED),
        ({"status": 429}, ImportProblem.BUSY),
        ({"status": 500}, ImportProblem.SILENT),
        ({"status": 204}, ImportProblem.SILENT),
        ({"refusal": fetch.TooSlow()}, ImportProblem.SILENT),
        ({"refusal": fetch.TooBig()}, ImportProblem.TOO_BIG),
        ({"refusal": fetch.WrongKind()}, ImportProblem.NOT_ONE),
        ({"refusal": fetch.PrivateAddress()}, ImportProblem.ADDRESS),
        ({"body": b"<!DOCTYPE html>"}, ImportProblem.NOT_ONE),
    ],
)
def test_feed_that_fails_changes_nothing_and_is_asked_later(source, answer, problem):
    site = Site(a_calendar(an_event("a")))
    brought_in(source, site)
    before = rows()
    site.refusal = answer.pop("refusal", None)
    site.body = answer.pop("body", site.body)
    site.answer |= answer
    run = brought_in(source, site, at=LATER)
    assert run.problem == problem
    assert rows() == before
    source.refresh_from_db()
    assert (source.failures, source.last_ok_at) == (1, NOW)


def test_failures_double_the_wait_and_who_added_it_is_told_once(source):
    site = Site(status=500)
    at, waits = NOW, []
    for _turn in range(6):
        brought_in(source, site, at=at)
        source.refresh_from_db()
        waits.append((source.next_run_at - at) / timedelta(hours=1))
        at = source.next_run_at
    assert waits == [12, 24, 48, 48, 48, 48]
    assert notices(source.by) == [f"« {source.name} » ne se lit plus"]
    site.answer, site.body = (
        {"status": 200, "content_type": "text/calendar"},
        a_calendar(an_event()),
    )
    brought_in(source, site, at=at)
    source.refresh_from_db()
    assert (source.failures, source.next_run_at) == (0, at + timedelta(hours=6))


def test_same_etag_is_asked_for_and_believed(source):
    site = Site(a_calendar(an_event()), etag='"v1"', last_modified="Sat")
    brought_in(source, site)
    assert site.asked[0][1]["etag"] is None
    before = rows()
    site.answer |= {"status": 304}
    site.body = b""
    run = brought_in(source, site, at=LATER)
    assert (site.asked[1][1]["etag"], site.asked[1][1]["last_modified"]) == ('"v1"', "Sat")
    assert (run.unchanged, run.problem) == (1, "")
    assert rows() == before


def test_etag_is_not_sent_for_ever_so_that_new_dates_come_into_sight(source):
    site = Site(a_calendar(an_event()), etag='"v1"')
    brought_in(source, site)
    brought_in(source, site, at=NOW + timedelta(days=6))
    assert site.asked[1][1]["etag"] is None


def test_source_is_read_once_at_its_turn(source):
    site = Site(a_calendar(an_event()))
    assert importing.due(NOW) == [source.pk]
    assert importing.bring_in(source.pk, at=NOW, get=site) is not None
    assert importing.bring_in(source.pk, at=NOW, get=site) is None
    assert importing.due(NOW + timedelta(hours=5)) == []
    assert importing.due(LATER) == [source.pk]
    assert len(site.asked) == 1


def test_source_not_accepted_yet_is_never_read():
    source = a_source(accepted=False)
    site = Site(a_calendar(an_event()))
    assert importing.due(LATER) == []
    assert importing.bring_in(source.pk, at=LATER, get=site) is None
    assert site.asked == []


def test_twin_of_another_source_is_left_out(source):
    brought_in(source, Site(a_calendar(an_event("a", SUMMARY=":Bal"))))
    other = a_source(place=source.place, by=source.by)
    site = Site(a_calendar(an_event("b", SUMMARY=":BAL"), an_event("c")))
    run = brought_in(other, site)
    assert run.added == 1
    assert [(each["title"], each["why"]) for each in run.refused] == [("BAL", "twice")]
    importing.choose(source=other, by=other.by, choices=importing.Choices({}, {}, twins=["b"]))
    run = brought_in(
        other, Site(a_calendar(an_event("b", SUMMARY=":BAL"), an_event("c"))), at=LATER
    )
    assert run.added == 1


def test_twin_of_something_published_here_is_left_out():
    place = a_place()
    a_gathering(title="Bal", place=place, day=date(2026, 12, 1), starts=hours(18), ends=hours(19))
    source = a_source(place=place)
    run = brought_in(source, Site(a_calendar(an_event(SUMMARY=":Bal"))))
    assert (run.added, run.refused[0]["why"]) == (0, "twice")


def test_hidden_event_stays_away_and_can_be_shown_again(source):
    site = Site(a_calendar(an_event()))
    brought_in(source, site)
    row = importing.hide_imported(gathering=one(), by=source.by, at=NOW)
    assert Gathering.objects.count() == 0
    run = brought_in(source, site, at=LATER)
    assert [each["why"] for each in run.refused] == ["hidden"]
    assert Gathering.objects.count() == 0
    importing.show_imported(source=source, row_id=row.pk, by=source.by, at=LATER)
    brought_in(source, site, at=LATER + timedelta(hours=6))
    assert one().status == Status.PUBLISHED


def test_hidden_event_is_called_off_for_who_comes(source):
    site = Site(a_calendar(an_event()))
    brought_in(source, site)
    malika = comes_to()
    importing.hide_imported(gathering=one(), by=source.by, at=NOW)
    assert one().status == Status.CANCELLED
    assert notices(malika) == ["« Atelier one » n’aura pas lieu mardi 1er décembre"]


def test_places_are_recognised_and_chosen(source):
    town = source.place.area
    library = a_place(town, name="Bibliothèque", address="2 rue des Écoles")
    hall = a_place(town, name="Salle des fêtes")
    importing.choose(
        source=source,
        by=source.by,
        choices=importing.Choices(
            {"Le hangar": hall.slug, "La lune": importing.ASIDE, "Ici": importing.USUAL}, {}
        ),
    )
    source.refresh_from_db()
    events = {
        "a": "bibliotheque\\, au fond",
        "b": "Chez nous\\, 2 rue des ecoles",
        "c": "LE  HANGAR",
        "d": "La lune",
        "e": "Ici",
        "f": "Ailleurs",
    }
    body = a_calendar(*(an_event(uid, LOCATION=f":{where}") for uid, where in events.items()))
    found = importing.preview(source, at=NOW, get=Site(body))
    assert {each.entry.uid: (each.place, each.where_note) for each in found.new} == {
        "a": (library, ""),
        "b": (library, ""),
        "c": (hall, ""),
        "e": (source.place, "Ici"),
        "f": (source.place, "Ailleurs"),
    }
    assert [(each.uid, each.why) for each in found.refused] == [("d", LeftOut.PLACE)]
    assert found.unknown_places == {"Ailleurs": 1}


def test_subjects_are_recognised_and_chosen(source):
    importing.choose(
        source=source,
        by=source.by,
        choices=importing.Choices({}, {"Clic-clac": "photography", "Divers": ""}),
    )
    source.refresh_from_db()
    body = a_calendar(
        an_event("a", CATEGORIES=":CLIC-CLAC,Divers"),
        an_event("b", CATEGORIES=":Photographie,Rien"),
    )
    found = importing.preview(source, at=NOW, get=Site(body))
    assert [each.interests for each in found.new] == [("photography",), ("photography",)]
    assert found.unknown_words == {"Rien": 1}


def test_choosing_a_place_later_moves_what_is_announced(source):
    hall = a_place(source.place.area, name="Salle polyvalente")
    site = Site(a_calendar(an_event(LOCATION=":Salle Y")))
    brought_in(source, site)
    choices = importing.Choices({"Salle Y": hall.slug, "Salle Z": "no-such-place"}, {})
    importing.choose(source=source, by=source.by, choices=choices)
    assert brought_in(source, site, at=LATER).changed == 1
    assert (one().place, one().where_note) == (hall, "")
    source.refresh_from_db()
    assert source.mapping["places"] == {"salle y": hall.slug}


def test_preview_writes_nothing(source):
    before, facts = rows(), Fact.objects.count()
    importing.preview(source, at=NOW, get=Site(recorded("town_hall.ics")))
    assert rows() == before
    assert Fact.objects.count() == facts


def test_preview_is_limited_to_five_seconds(source):
    site = Site(a_calendar(an_event()))
    importing.preview(source, at=NOW, get=site)
    assert site.asked[0][1]["seconds"] <= 5
    assert site.asked[0][1]["limit_bytes"] == 5_000_000


def test_dropping_a_source_keeps_what_it_brought_in(source):
    brought_in(source, Site(a_calendar(an_event())))
    importing.delete_source(source=source, by=source.by, keep=True, at=NOW)
    assert one().status == Status.PUBLISHED
    assert Imported.objects.count() == 0


def test_dropping_a_source_with_what_it_brought_in_tells_who_comes(source):
    brought_in(source, Site(a_calendar(an_event("a"), an_event("b", SUMMARY=":Bal"))))
    malika = a_resident()
    comes(malika, Occurrence.objects.get(gathering__title="Bal"))
    importing.delete_source(source=source, by=source.by, keep=False, at=NOW)
    assert notices(malika) == ["« Bal » n’aura pas lieu mardi 1er décembre"]
    assert one().status == Status.CANCELLED
    assert not type(source).objects.exists()


@pytest.mark.parametrize(("size", "queries"), [(1, None), (3, None)])
def test_plan_of_what_is_known_reads_as_much_for_one_as_for_three(
    source, size, queries, django_assert_max_num_queries
):
    site = Site(a_calendar(*(an_event(str(number)) for number in range(size))))
    brought_in(source, site)
    with django_assert_max_num_queries(4):
        assert len(importing.preview(source, at=NOW, get=site).unchanged) == size


def test_same_source_twice_is_refused(source):
    with pytest.raises(importing.SourceKnown):
        a_source(url=source.url, place=source.place, by=source.by)


@pytest.mark.parametrize(
    "url", ["http://localhost/a.ics", "file:///etc/passwd", "http://a.example:22/", "x", ""]
)
def test_address_that_could_never_be_read_is_refused_at_once(url):
    with pytest.raises(importing.WrongAddress):
        a_source(url=url)


def test_openagenda_needs_a_key():
    with pytest.raises(importing.NoKey):
        a_source(kind="openagenda", url="", agenda_uid="123")


def test_who_may_bring_in():
    from parvis.domains.people.rules import NotAllowed

    place, host = a_place(), a_resident()
    organisation = an_organisation(hosts=(host,))
    assert a_source(place=place, by=host, organisation=organisation).by == host
    with pytest.raises(NotAllowed):
        a_source(place=place, by=host)
    with pytest.raises(NotAllowed):
        a_source(place=place, by=a_resident(), organisation=organisation)


BOMB = gzip.compress(b"BEGIN:VCALENDAR\r\n" + b"X" * 50_000_000)
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><z>&b;</z>'


@pytest.mark.parametrize(
    ("behave", "problem"),
    [
        (answers(b"B" * 6_000_000), ImportProblem.TOO_BIG),
        (answers(BOMB, Content_Encoding="gzip"), ImportProblem.TOO_BIG),
        (answers(LAUGHS), ImportProblem.NOT_ONE),
        (answers(LAUGHS, kind="application/xml"), ImportProblem.NOT_ONE),
        (answers(status="302 Found", Location="http://127.0.0.2/"), ImportProblem.ADDRESS),
        (answers(status="302 Found", Location="/a.ics"), ImportProblem.ADDRESS),
        (lambda connection, _asked: connection.close(), ImportProblem.SILENT),
    ],
)
def test_hostile_server_does_no_harm(source, behave, problem):
    """Through the client itself, from a server on the loopback."""
    brought_in(source, Site(a_calendar(an_event())))
    before, began = rows(), time.monotonic()
    with a_server(behave) as server:
        source.url = server.url("/a.ics")
        source.save()
        run = brought_in(source, partial(fetch.get, world=server.world()), at=LATER)
    assert run.problem == problem
    assert rows() == before
    assert time.monotonic() - began < STUCK


def test_real_server_is_read_through_the_client(source):
    body = a_calendar(an_event())
    with a_server(answers(body, ETag='"v1"')) as server:
        source.url = server.url("/a.ics")
        source.save()
        run = brought_in(source, partial(fetch.get, world=server.world()))
    assert (run.added, run.problem) == (1, "")
    source.refresh_from_db()
    assert source.etag == '"v1"'
