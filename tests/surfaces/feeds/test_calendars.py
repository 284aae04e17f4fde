"""What other calendars read: the same instants as ours, in words that survive, of nobody.

Round trips go through parsers that did not write them: vobject, and icalendar with
recurring_ical_events for the dates (trust.md ECO-8).
"""

import random
from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
import recurring_ical_events
import vobject
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.models import Gathering, Pause
from parvis.domains.gatherings.vocabulary import Audience, Status
from tests.factories.gatherings import NOW, TUESDAY, a_gathering, comes, paris
from tests.factories.people import a_resident, signed_in

pytestmark = pytest.mark.django_db

DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


@pytest.fixture(autouse=True)
def then(time_machine):
    time_machine.move_to(NOW, tick=False)


def read(body: bytes) -> icalendar.Calendar:
    return icalendar.Calendar.from_ical(body)


def instants(body: bytes, starts: datetime, ends: datetime) -> list[tuple[datetime, datetime]]:
    """The dates that take place, as another program finds them."""
    found = recurring_ical_events.of(read(body)).between(starts, ends)
    kept = [one for one in found if one.get("STATUS") != "CANCELLED"]
    spans = [(one["DTSTART"].dt.astimezone(UTC), one["DTEND"].dt.astimezone(UTC)) for one in kept]
    return sorted(span for span in spans if starts <= span[0] < ends)


def file_of(gathering: Gathering) -> bytes:
    return Client().get(reverse("feeds:gathering_ics", args=[gathering.pk])).content


def ours(gathering: Gathering, starts: datetime, ends: datetime) -> list[tuple[datetime, datetime]]:
    found = selectors.spans_of(gathering, after=starts - timedelta(seconds=1), until=ends)
    return [(one.starts_at, one.ends_at) for one in found if starts <= one.starts_at < ends]


def a_rule(chance: random.Random) -> str:
    freq = chance.choice(["DAILY", "WEEKLY", "WEEKLY", "MONTHLY", "MONTHLY", "YEARLY"])
    parts = [f"FREQ={freq}"]
    if chance.random() < 0.5:
        parts.append(f"INTERVAL={chance.randint(1, 4)}")
    if freq == "WEEKLY" and chance.random() < 0.7:
        parts.append("BYDAY=" + ",".join(chance.sample(DAYS, chance.randint(1, 3))))
    if freq == "MONTHLY":
        nth = chance.choice([1, 2, 3, 4, -1])
        parts.append(
            chance.choice(
                [
                    f"BYDAY={nth}{chance.choice(DAYS)}",
                    f"BYMONTHDAY={chance.choice([1, 15, 28, 30, -1])}",
                    f"BYDAY=MO,TU,WE,TH,FR;BYSETPOS={chance.choice([1, -1])}",
                ]
            )
        )
    if chance.random() < 0.3:
        parts.append(f"COUNT={chance.randint(1, 30)}")
    return ";".join(parts)


def redraw(gathering: Gathering, chance: random.Random) -> None:
    """Make another series of it: a rule, an hour, an end, and perhaps a pause."""
    zone = gathering.time_zone
    day = TUESDAY + timedelta(days=chance.randint(0, 120))
    rule = a_rule(chance)
    hour = chance.choice([2, 9, 18, 23])
    given = selectors.first_given(rule, datetime.combine(day, time(hour, 30)))
    assert given is not None
    gathering.rrule, gathering.minutes = rule, chance.choice([45, 90, 200])
    gathering.starts_at = selectors.instant(given, zone)
    gathering.until = (
        given.date() + timedelta(days=chance.randint(0, 500)) if chance.random() < 0.4 else None
    )
    gathering.save()
    gathering.pauses.all().delete()
    if chance.random() < 0.5:
        begins = given.date() + timedelta(days=chance.randint(0, 90))
        Pause.objects.create(
            gathering=gathering,
            starts_on=begins,
            ends_on=begins + timedelta(days=chance.randint(0, 20)),
        )


@pytest.mark.once
def test_five_hundred_random_series_are_read_at_the_instants_we_give() -> None:
    chance, gathering = random.Random(20261122), a_gathering()
    gathering.occurrences.all().delete()
    ends = NOW + timedelta(days=360)
    dates = 0
    for number in range(500):
        redraw(gathering, chance)
        told = selectors.told([gathering], at=NOW)
        body = selectors.calendar_of(told, head=selectors.Head(name="Une"), at=NOW)
        expected = ours(gathering, gathering.starts_at, ends)
        assert instants(body, gathering.starts_at, ends) == expected, (number, gathering.rrule)
        dates += len(expected)
    assert dates > 10_000


def test_a_series_that_was_moved_called_off_and_added_to_is_read_as_it_takes_place() -> None:
    gathering = a_gathering(rrule="FREQ=WEEKLY")
    host, second, third = gathering.host, *gathering.occurrences.order_by("starts_at")[1:3]
    hours = services.Hours(day=date(2026, 12, 3), starts=time(18, 0), ends=time(19, 0))
    services.change_date(occurrence=second, by=host, hours=hours, note="Dans le jardin", at=NOW)
    services.cancel_occurrence(occurrence=third, by=host, at=NOW)
    hours = services.Hours(day=date(2026, 12, 5), starts=time(10, 0), ends=time(12, 0))
    services.add_date(gathering=gathering, by=host, hours=hours, at=NOW)
    gathering.refresh_from_db()
    ends = NOW + timedelta(days=50)

    assert instants(file_of(gathering), NOW, ends) == ours(gathering, NOW, ends)
    assert (paris("2026-12-03 18:00"), paris("2026-12-03 19:00")) in ours(gathering, NOW, ends)
    said = [one for one in read(file_of(gathering)).walk("VEVENT") if one.get("STATUS")]
    assert [str(one["STATUS"]) for one in said].count("CANCELLED") == 1
    assert len({str(one["UID"]) for one in said}) == 1
    assert any("Dans le jardin" in str(one.get("DESCRIPTION")) for one in said)


def test_both_changes_of_clocks_are_read_at_the_hour_on_the_wall() -> None:
    gathering = a_gathering(
        rrule="FREQ=WEEKLY", day=date(2027, 3, 21), starts=time(18, 30), ends=time(20, 0)
    )
    found = instants(file_of(gathering), paris("2027-03-20 00:00"), paris("2027-11-10 00:00"))
    starts = [begins for begins, _ends in found]

    assert datetime(2027, 3, 21, 17, 30, tzinfo=UTC) in starts
    assert datetime(2027, 3, 28, 16, 30, tzinfo=UTC) in starts
    assert datetime(2027, 10, 24, 16, 30, tzinfo=UTC) in starts
    assert datetime(2027, 10, 31, 17, 30, tzinfo=UTC) in starts


def test_every_character_survives_another_parser() -> None:
    title = "Café ; thé, « goûter » : 😀 \\ n"
    about = "Première ligne\nDeuxième ; avec, des signes\\et des “guillemets” " + "très long " * 20
    gathering = a_gathering(title=title, about=about, bring="une tasse; deux", capacity=3)
    event = vobject.readOne(file_of(gathering).decode()).vevent

    assert event.summary.value == title
    assert about.strip() in event.description.value
    assert event.dtstart.value.astimezone(UTC) == gathering.starts_at
    assert event.sequence.value == str(gathering.sequence)


def test_lines_are_folded_and_end_as_the_format_says() -> None:
    body = file_of(a_gathering(title="é" * 90))
    assert body.startswith(b"BEGIN:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert b"\n" not in body.replace(b"\r\n", b"")
    said = read(body)
    assert said["REFRESH-INTERVAL"].dt == timedelta(hours=12)
    assert said["SOURCE"].startswith("http")
    assert {one["TZID"] for one in said.walk("VTIMEZONE")} == {"Europe/Paris"}


def test_a_gathering_keeps_its_name_when_it_changes_and_its_sequence_grows() -> None:
    gathering = a_gathering()
    before = read(file_of(gathering)).walk("VEVENT")[0]
    occurrence = gathering.occurrences.get()
    hours = services.Hours(day=date(2026, 11, 26), starts=time(9, 30), ends=time(11, 0))
    services.change_date(occurrence=occurrence, by=gathering.host, hours=hours, note="", at=NOW)
    after = read(file_of(gathering)).walk("VEVENT")[0]

    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert before["DTSTART"] != after["DTSTART"]


def test_what_is_called_off_is_told_for_a_month_then_forgotten(time_machine) -> None:
    gathering = a_gathering()
    services.cancel_gathering(gathering=gathering, by=gathering.host, at=NOW)
    feed = reverse("feeds:agenda_ics")

    assert b"STATUS:CANCELLED" in Client().get(feed).content
    time_machine.move_to(NOW + timedelta(days=40), tick=False)
    # Redis counts by its own clock, which did not move.
    cache.clear()
    assert b"BEGIN:VEVENT" not in Client().get(feed).content


@pytest.mark.parametrize("audience", [Audience.CIRCLE, Audience.INVITATION])
def test_feeds_know_nothing_of_what_is_not_public(audience) -> None:
    from tests.factories.circles import a_circle

    hidden = a_gathering(title="Entre nous seulement")
    Gathering.objects.filter(pk=hidden.pk).update(audience=audience, circle=a_circle())
    draft = a_gathering(title="Brouillon secret", publish=False)
    shown = a_gathering(title="Pour tout le monde")

    for name in ("agenda_ics", "agenda_atom", "embed", "embed_fragment"):
        body = Client().get(reverse(f"feeds:{name}")).content.decode()
        assert "Pour tout le monde" in body
        assert "Entre nous" not in body
        assert "Brouillon" not in body
    for one in (hidden, draft):
        assert Client().get(reverse("feeds:gathering_ics", args=[one.pk])).status_code == 404
    only = hidden.occurrences.get()
    assert Client().get(reverse("feeds:occurrence_ics", args=[only.pk])).status_code == 404
    assert shown.status == Status.PUBLISHED


def test_a_feed_is_narrowed_as_the_page_of_the_same_link() -> None:
    a_gathering(title="Gratuit", price_cents=0)
    a_gathering(title="Payant", price_cents=500)
    body = Client().get(reverse("feeds:agenda_ics"), {"gratuit": "1"}).content

    assert b"Gratuit" in body
    assert b"Payant" not in body


def test_a_feed_that_did_not_change_is_not_sent_twice() -> None:
    a_gathering()
    for name in ("agenda_ics", "agenda_atom", "embed_fragment"):
        first = Client().get(reverse(f"feeds:{name}"))
        again = Client().get(reverse(f"feeds:{name}"), headers={"If-None-Match": first["ETag"]})
        assert (first.status_code, again.status_code) == (200, 304)
        assert first["Cache-Control"] == "public, max-age=900"
        assert not first.cookies
        a_gathering()
        later = Client().get(reverse(f"feeds:{name}"), headers={"If-None-Match": first["ETag"]})
        assert later.status_code == 200


@pytest.mark.parametrize("many", [1, 3])
def test_a_feed_costs_the_same_queries_whatever_it_holds(many, django_assert_num_queries) -> None:
    for _each in range(many):
        a_gathering(rrule="FREQ=WEEKLY")
    Client().get(reverse("feeds:agenda_ics"))
    cache.clear()
    with django_assert_num_queries(8):
        Client().get(reverse("feeds:agenda_ics"))


def test_ones_own_calendar_holds_ones_dates_and_nobodys_name() -> None:
    me, other = a_resident(name="Malika"), a_resident(name="Zoltan")
    greeted = a_gathering(title="Café des voisins", host=a_resident(name="Wilfried"))
    date_ = greeted.occurrences.get()
    comes(me, date_)
    comes(other, date_)
    comes(other, a_gathering(title="Ailleurs").occurrences.get())
    feed = services.open_feed(resident=me, at=NOW)
    address = reverse("feeds:personal_ics", args=[feed.pk, selectors.token_of(feed)])
    answer = Client().get(address)
    body = answer.content.decode()

    assert "Café des voisins" in body
    assert "Ailleurs" not in body
    for name in ("Malika", "Zoltan", "Wilfried", me.email):
        assert name not in body
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Robots-Tag"] == "noindex"
    assert not answer.cookies


def test_ones_own_calendar_stops_the_moment_it_is_revoked() -> None:
    me = a_resident()
    client = signed_in(me)
    client.post(reverse("feeds:my_calendar"))
    feed = selectors.feed_of(me)
    assert feed is not None
    address = reverse("feeds:personal_ics", args=[feed.pk, selectors.token_of(feed)])
    assert address in client.get(reverse("feeds:my_calendar")).content.decode()
    assert Client().get(address).status_code == 200

    wrong = reverse("feeds:personal_ics", args=[feed.pk, "A" * 22])
    assert Client().get(wrong).status_code == 404
    client.post(reverse("feeds:revoke_calendar"))
    assert Client().get(address).status_code == 404
    assert services.open_feed(resident=me, at=NOW).pk != feed.pk


def test_asking_twice_gives_one_address() -> None:
    me = a_resident()
    assert services.open_feed(resident=me, at=NOW) == services.open_feed(resident=me, at=NOW)


def test_a_date_between_some_has_no_title_in_a_calendar() -> None:
    me = a_resident()
    gathering = a_gathering(title="Groupe de parole", about="Ce qui se dit ici")
    occurrence = gathering.occurrences.get()
    comes(me, occurrence)
    from tests.factories.circles import a_circle

    Gathering.objects.filter(pk=gathering.pk).update(audience=Audience.CIRCLE, circle=a_circle())
    dates = selectors.own_dates(me, NOW)
    body = selectors.dates_calendar(dates, head=selectors.Head(name="Mes rencontres"), at=NOW)

    assert b"Groupe de parole" not in body
    assert b"Ce qui se dit" not in body
    assert b"SUMMARY:Rencontre" in body
