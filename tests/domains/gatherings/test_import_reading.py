"""Reading an iCalendar file: what is meant, and what means harm."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from parvis.domains.gatherings.services.importing import ical, wording, zones
from parvis.domains.gatherings.services.importing.reading import Budget, NotRead
from parvis.domains.gatherings.vocabulary import ImportProblem, LeftOut
from tests.domains.gatherings.calendars import a_calendar, an_event, recorded
from tests.factories.gatherings import NOW, paris

#: Nothing here asks which engine runs.
pytestmark = pytest.mark.once


def read(body, *, at=NOW, zone="Europe/Paris", seconds=20):
    return ical.read(body, zone=zone, at=at, budget=Budget(seconds))


def only(body, **asked):
    reading = read(body, **asked)
    assert reading.refused == []
    [entry] = reading.entries
    return entry


def why(body):
    reading = read(body)
    assert reading.entries == []
    [refused] = reading.refused
    return refused.why


def starts(entry):
    return [one.starts_at for one in entry.dates]


@pytest.fixture
def town():
    return {one.uid.partition("@")[0]: one for one in read(recorded("town_hall.ics")).entries}


def test_recorded_agenda_is_whole_and_says_what_it_leaves_out(town):
    reading = read(recorded("town_hall.ics"))
    assert reading.is_whole
    assert reading.problem is None
    assert {(one.title, one.why) for one in reading.refused} == {
        ("Rendez-vous du maire", LeftOut.PRIVATE),
        ("Atterrissage", LeftOut.ZONE),
    }
    assert set(town) == {
        *("atelier-couture", "marche", "concert", "flottant", "utc", "clocher"),
    }


def test_series_has_exceptions_moved_and_cancelled_dates(town):
    dates = town["atelier-couture"].dates
    assert [(one.rule_at, one.starts_at, one.ends_at, one.cancelled) for one in dates] == [
        (paris("2026-12-02 14:00"), paris("2026-12-02 14:00"), paris("2026-12-02 16:00"), False),
        (paris("2026-12-09 14:00"), paris("2026-12-10 10:00"), paris("2026-12-10 12:00"), False),
        (paris("2026-12-16 14:00"), paris("2026-12-16 14:00"), paris("2026-12-16 16:00"), True),
        (paris("2027-01-06 14:00"), paris("2027-01-06 14:00"), paris("2027-01-06 16:00"), False),
    ]
    assert [one.note for one in dates] == ["", "Bibliothèque", "", ""]


def test_words_are_cleaned(town):
    sewing = town["atelier-couture"]
    assert sewing.title == "Atelier couture"
    assert sewing.about == (
        "On coud, on répare & on discute.\n\n- Machines sur place\n- Tissus offerts\n\n"
        "En savoir plus (https://exempleville.example/couture)"
    )
    assert sewing.where == "Salle des fêtes, 1 place du Marché, 99990 Exempleville"
    assert sewing.categories == ("Couture", "Atelier")
    assert sewing.url == "https://exempleville.example/agenda/couture"


def test_day_without_hours_lasts_from_midnight_to_midnight(town):
    [date] = town["marche"].dates
    assert (date.starts_at, date.ends_at) == (paris("2026-12-12 00:00"), paris("2026-12-14 00:00"))


def test_windows_zone_and_duration(town):
    [date] = town["concert"].dates
    assert (date.starts_at, date.ends_at) == (paris("2026-12-05 20:30"), paris("2026-12-05 22:30"))


def test_hour_without_zone_is_that_of_the_agenda_and_lasts_an_hour(town):
    [date] = town["flottant"].dates
    assert (date.starts_at, date.ends_at) == (paris("2026-12-06 09:30"), paris("2026-12-06 10:30"))


def test_cancelled_event_is_kept_as_cancelled(town):
    assert town["utc"].cancelled
    assert starts(town["utc"]) == [datetime(2026, 12, 7, 8, 30, tzinfo=UTC)]
    assert not town["concert"].cancelled


def test_zone_the_file_describes_itself(town):
    assert starts(town["clocher"]) == [paris("2027-07-01 18:30")]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Europe/Paris", "Europe/Paris"),
        ("europe/paris", "Europe/Paris"),
        ('"Romance Standard Time"', "Europe/Paris"),
        ("/freeassociation.sourceforge.net/Europe/Paris", "Europe/Paris"),
        ("/citadel.org/20260101_1/America/Argentina/Salta", "America/Argentina/Salta"),
        ("Indian/Reunion", "Indian/Reunion"),
        ("UTC", "UTC"),
        ("Mars/Olympus", None),
        ("../../etc/passwd", None),
        ("", None),
    ],
)
def test_zones_are_named_in_one_way(written, name):
    assert zones.named(written) == name


def test_hour_without_zone_is_that_of_the_place():
    body = a_calendar(an_event(DTSTART=":20261201T180000", DTEND=""))
    assert starts(only(body, zone="Indian/Reunion")) == [datetime(2026, 12, 1, 14, tzinfo=UTC)]


def test_zone_of_the_calendar_comes_before_that_of_the_place():
    body = a_calendar(
        an_event(DTSTART=":20261201T180000", DTEND=""), head="X-WR-TIMEZONE:Indian/Reunion"
    )
    assert starts(only(body)) == [datetime(2026, 12, 1, 14, tzinfo=UTC)]


def test_zone_of_the_calendar_that_is_none_is_passed_over():
    body = a_calendar(an_event(DTSTART=":20261201T180000", DTEND=""), head="X-WR-TIMEZONE:Mars")
    assert starts(only(body)) == [paris("2026-12-01 18:00")]


def test_weekly_series_keeps_its_hour_when_clocks_change():
    body = a_calendar(
        an_event(
            DTSTART=";TZID=Europe/Paris:20270321T180000",
            DTEND=";TZID=Europe/Paris:20270321T190000",
            RRULE=":FREQ=WEEKLY;UNTIL=20270404T160000Z",
        )
    )
    assert starts(only(body)) == [
        paris("2027-03-21 18:00"),
        paris("2027-03-28 18:00"),
        paris("2027-04-04 18:00"),
    ]


def test_series_without_end_is_read_for_a_year():
    entry = only(a_calendar(an_event(RRULE=":FREQ=WEEKLY")))
    assert len(entry.dates) == 51
    assert max(starts(entry)) <= NOW + timedelta(days=365)


def test_series_gives_at_most_two_hundred_dates():
    entry = only(a_calendar(an_event(RRULE=":FREQ=DAILY")))
    assert len(entry.dates) == 200
    assert starts(entry)[0] == paris("2026-12-01 18:00")


def test_series_with_added_dates():
    body = a_calendar(an_event(RDATE=";TZID=Europe/Paris:20261203T180000,20261204T180000"))
    assert starts(only(body)) == [
        paris("2026-12-01 18:00"),
        paris("2026-12-03 18:00"),
        paris("2026-12-04 18:00"),
    ]


def test_series_that_began_long_ago_with_a_number_of_dates_ends_where_it_says():
    began = {
        "DTSTART": ";TZID=Europe/Paris:20261102T180000",
        "DTEND": ";TZID=Europe/Paris:20261102T190000",
    }
    body = a_calendar(an_event(RRULE=":FREQ=WEEKLY;COUNT=5", **began))
    assert starts(only(body)) == [paris("2026-11-23 18:00"), paris("2026-11-30 18:00")]


def test_all_day_series_ends_where_it_says():
    whole = {"DTSTART": ";VALUE=DATE:20261201", "DTEND": ";VALUE=DATE:20261202"}
    for rule in (":FREQ=DAILY;COUNT=3", ":FREQ=DAILY;UNTIL=20261203"):
        assert starts(only(a_calendar(an_event(RRULE=rule, **whole)))) == [
            paris("2026-12-01 00:00"),
            paris("2026-12-02 00:00"),
            paris("2026-12-03 00:00"),
        ]


def test_past_event_is_not_announced():
    body = a_calendar(an_event(DTSTART=";TZID=Europe/Paris:20261101T180000", DTEND=""))
    assert only(body).dates == ()


def test_event_without_id_keeps_one_of_its_own():
    one, again = (only(a_calendar(an_event(UID=""))).uid for _turn in range(2))
    assert one == again
    assert one != only(a_calendar(an_event(UID="", SUMMARY=":Autre"))).uid


def test_id_too_long_is_shortened_without_confusion():
    first, other = (only(a_calendar(an_event(UID=":" + "u" * 300 + end))).uid for end in "ab")
    assert len(first) <= 255
    assert first != other


def test_latin_letters_of_before_are_read():
    body = a_calendar(an_event(SUMMARY=":Fête de l’été")).decode().encode("cp1252")
    assert only(body).title == "Fête de l’été"


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_folded_lines_are_joined(end):
    text = a_calendar(an_event(SUMMARY=":Atelier de cou\r\n ture\r\n\t et tricot")).decode()
    assert only(text.replace("\r\n", end).encode()).title == "Atelier de couture et tricot"


def test_byte_order_mark_is_passed_over():
    assert only(b"\xef\xbb\xbf" + a_calendar(an_event())).title == "Atelier one"


def test_zero_bytes_and_odd_characters_are_dropped():
    body = a_calendar(an_event(SUMMARY=":Ate\x00lier\u202e libre\x07"))
    assert only(body).title == "Atelier libre"


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ({"SUMMARY": ""}, LeftOut.UNTITLED),
        ({"SUMMARY": ":…"}, LeftOut.UNTITLED),
        ({"DTSTART": ""}, LeftOut.UNDATED),
        ({"DTSTART": ":demain"}, LeftOut.BROKEN),
        ({"DTEND": ";TZID=Europe/Paris:20261101T190000"}, LeftOut.UNDATED),
        ({"DTEND": "", "DURATION": ":P99999D"}, LeftOut.UNDATED),
        ({"DTEND": "", "DURATION": ":P" + "9" * 60 + "D"}, LeftOut.BROKEN),
        ({"DTSTART": ";TZID=Mars/Olympus:20261201T180000"}, LeftOut.ZONE),
        ({"CLASS": ":CONFIDENTIAL"}, LeftOut.PRIVATE),
        ({"RRULE": ":FREQ=SECONDLY"}, LeftOut.RULE),
        ({"RRULE": ":FREQ=MINUTELY"}, LeftOut.RULE),
        ({"RRULE": ":FREQ=HOURLY"}, LeftOut.RULE),
        ({"RRULE": ":FREQ=DAILY;BYHOUR=1,2,3,4,5"}, LeftOut.RULE),
        ({"RRULE": ":FREQ=DAILY;BYMINUTE=1,2"}, LeftOut.RULE),
        ({"RRULE": ":FREQ=DAILY;BYSECOND=1,2"}, LeftOut.RULE),
        ({"RRULE": ":FREQ=DAILY;INTERVAL=0"}, LeftOut.RULE),
        ({"RRULE": ":FREQ=DAILY;INTERVAL=99999999"}, LeftOut.RULE),
        ({"RRULE": ":FREQ=DAILY", "DTSTART": ":00010101T000000Z", "DTEND": ""}, LeftOut.RULE),
        ({"RRULE": ":FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"}, LeftOut.RULE),
        ({"RRULE": ":FREQ=DAILY\r\nRRULE:FREQ=WEEKLY"}, LeftOut.RULE),
        ({"RRULE": ":FREQ=NEVER"}, LeftOut.BROKEN),
        ({"EXRULE": ":FREQ=DAILY"}, LeftOut.RULE),
        ({"LOCATION": ":" + "x" * 100_000}, LeftOut.TOO_BIG),
        ({"EXDATE": ":" + ",".join(["20261201T180000Z"] * 10_000)}, LeftOut.RULE),
        ({"EXDATE": "\r\nEXDATE".join([":20261201T180000Z"] * 10_000)}, LeftOut.RULE),
        ({"RDATE": ":" + ",".join(["20261201T180000Z"] * 1_001)}, LeftOut.RULE),
    ],
)  # fmt: skip
def test_one_bad_event_is_left_out_and_the_others_come_in(lines, reason):
    began = time.process_time()
    body = a_calendar(an_event("before"), an_event("bad", **lines), an_event("after"))
    reading = read(body)
    assert [one.uid for one in reading.entries] == ["before", "after"]
    assert [(one.uid, one.why) for one in reading.refused] == [("bad", reason)]
    assert reading.is_whole
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1000000000",
        "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6;COUNT=2",
        "FREQ=WEEKLY;UNTIL=99991231T235959Z",
        "FREQ=DAILY;COUNT=1000000000",
    ],
)
def test_rule_that_never_ends_is_followed_for_a_year_only(rule):
    """From 1970, day after day: a fraction of a second all the same."""
    began = time.process_time()
    first = {"DTSTART": ":19700101T180000Z", "DTEND": ":19700101T190000Z"}
    entry = only(a_calendar(an_event(RRULE=f":{rule}", **first)))
    assert len(entry.dates) <= 200
    assert time.process_time() - began < 3


def test_attachment_of_a_megabyte_is_passed_over():
    assert (
        only(a_calendar(an_event(ATTACH=";ENCODING=BASE64:" + "A" * 1_000_000))).title
        == "Atelier one"
    )


def test_long_description_is_cut():
    entry = only(a_calendar(an_event(DESCRIPTION=":" + "mot " * 30_000)))
    assert len(entry.about) <= 2000
    assert entry.about.endswith("mot…")


def test_same_id_too_many_times_is_left_out():
    events = [an_event("same", RECURRENCE_ID=f":2026120{n % 9 + 1}T180000Z") for n in range(401)]
    assert why(a_calendar(*events)) == LeftOut.RULE


def test_zone_that_means_harm_is_not_built():
    zone = "\r\n".join(
        [
            *("BEGIN:VTIMEZONE", "TZID:Bombe", "BEGIN:STANDARD", "DTSTART:19700101T000000"),
            *("RRULE:FREQ=SECONDLY", "TZOFFSETFROM:+0000", "TZOFFSETTO:+0100", "END:STANDARD"),
            "END:VTIMEZONE",
        ]
    )
    body = a_calendar(an_event(DTSTART=";TZID=Bombe:20261201T180000", DTEND=""), head=zone)
    assert why(body) == LeftOut.ZONE


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!DOCTYPE html><html><body>404</body></html>",
        b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><z>&b;</z>',
        b"BEGIN:VCARD\r\nEND:VCARD\r\n",
        b"\xff\xfe\x00\x01" * 100,
        b'{"events": []}',
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 50_000,
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n",
    ],
)
def test_what_is_no_calendar_is_refused(body):
    with pytest.raises(NotRead) as caught:
        read(body)
    assert caught.value.problem == ImportProblem.NOT_ONE


def test_calendar_cut_short_says_so():
    whole = a_calendar(an_event("first"), an_event("second"))
    reading = read(whole[: whole.index(b"Atelier second")])
    assert [one.uid for one in reading.entries] == ["first"]
    assert not reading.is_whole
    assert reading.problem == ImportProblem.CUT


def test_empty_calendar_is_not_taken_for_a_whole_one():
    reading = read(a_calendar())
    assert (reading.is_whole, reading.problem) == (False, ImportProblem.EMPTY)


def test_events_beyond_two_thousand_are_said_to_be_left_out():
    reading = read(a_calendar(*(an_event(str(n)) for n in range(2003))), seconds=60)
    assert len(reading.entries) == 2000
    assert [one.why for one in reading.refused] == [LeftOut.TOO_MANY] * 3
    assert not reading.is_whole


def test_years_of_past_events_do_not_count():
    old = {"DTSTART": ":20190101T180000Z", "DTEND": ""}
    reading = read(a_calendar(*(an_event(str(n), **old) for n in range(3000)), an_event("new")))
    assert [one.uid for one in reading.entries] == ["new"]
    assert reading.is_whole


def test_reading_stops_when_its_time_is_over():
    reading = read(a_calendar(*(an_event(str(n)) for n in range(3))), seconds=0)
    assert reading.entries == []
    assert [one.why for one in reading.refused] == [LeftOut.LATE] * 3
    assert not reading.is_whole


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("Simple", "Simple"),
        ("a < b et c > d", "a < b et c > d"),
        ("Ligne\nsuivante", "Ligne\nsuivante"),
        ("<b>Gras</b> et <i>pas</i>", "**Gras** et pas"),
        ("a<br>b", "a\nb"),
        ("<style>p{}</style><p>Un</p><p>Deux</p>", "Un\n\nDeux"),
        ('<a href="javascript:alert(1)">ici</a>', "ici"),
        ("<img src=x onerror=alert(1)>Vu", "Vu"),
        ("&lt;script&gt; <p>Un</p>", "<script>\n\nUn"),
        (None, ""),
        (12, ""),
    ],
)
def test_texts_become_ours(given, made):
    assert wording.words(given) == made


@pytest.mark.parametrize(
    "given",
    [
        *("javascript:alert(1)", "ftp://a.example", "https://u:p@a.example", "https://a b", "x"),
        *("https://[", "https://a.example/" + "a" * 600, 'https://a.example/"><script>', None),
    ],
)
def test_address_one_may_not_follow_is_dropped(given):
    assert wording.address(given) == ""


def test_html_full_of_open_marks_takes_no_time():
    began = time.process_time()
    wording.words("<" * 200_000 + "<p>" * 200_000)
    wording.words("<a " + "x" * 19_000)
    assert time.process_time() - began < 1
