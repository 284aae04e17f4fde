"""What a person reads about the hours of a place."""

import datetime as dt

import pytest
from django.utils import translation

from parvis.domains.territory import selectors
from parvis.domains.territory.models import Area, Place

from .builders import MAIN, PARIS, paris

THIN = "\u202f"


def place_open(expression, *, zone="Europe/Paris", region="", point=(None, None)):
    area = Area(name="Les Tilleuls", slug="les-tilleuls", time_zone=zone, holidays_region=region)
    return Place(
        name="Lieu", area=area, opening_hours=expression, latitude=point[0], longitude=point[1]
    )


def sentence(expression, at, **place):
    return selectors.opening(place_open(expression, **place), paris(at)).sentence.replace(THIN, " ")


@pytest.mark.parametrize(
    ("expression", "at", "expected"),
    [
        (MAIN, "2027-01-13 10:00", "Ouvert jusqu’à 12 h"),
        (MAIN, "2027-01-13 14:00", "Ouvert jusqu’à 18 h 30"),
        (MAIN, "2027-01-13 12:00", "Fermé, rouvre aujourd’hui à 14 h"),
        (MAIN, "2027-01-13 18:30", "Fermé, rouvre demain à 9 h"),
        (MAIN, "2027-01-16 12:00", "Fermé, rouvre lundi à 9 h"),
        (MAIN, "2027-05-05 20:00", "Fermé, rouvre vendredi à 9 h"),  # over Ascension
        (MAIN, "2026-12-24 19:00", "Fermé, rouvre samedi à 8 h 30"),  # over Christmas
        (MAIN, "2027-07-03 13:00", "Fermé, rouvre mardi à 9 h"),
        ("Th 14:00-18:00", "2027-01-12 10:00", "Fermé, rouvre jeudi à 14 h"),
        ("Jul 10:00-12:00", "2027-01-13 10:00", "Fermé, rouvre le jeudi 1er juillet à 10 h"),
        ("Jan 10:00-12:00", "2027-02-13 10:00", "Fermé, rouvre le samedi 1er janvier 2028 à 10 h"),
        ("2026 Mo-Su 10:00-12:00", "2027-01-13 10:00", "Fermé"),
        ("off", "2027-01-13 10:00", "Fermé"),
        ('off "travaux"', "2027-01-13 10:00", "Fermé (travaux)"),
        ("24/7", "2027-01-13 10:00", "Ouvert en continu"),
        ("24/7; PH off", "2027-03-28 12:00", "Ouvert jusqu’à minuit"),  # Easter Monday follows
        ("24/7; PH off", "2027-03-27 12:00", "Ouvert jusqu’à demain, minuit"),
        ("24/7; PH off", "2027-03-25 12:00", "Ouvert jusqu’à dimanche, minuit"),
        ("24/7; PH off", "2027-01-13 12:00", "Ouvert jusqu’au dimanche 28 mars, minuit"),
        ("Mo-Su 18:00-24:00", "2027-01-13 20:00", "Ouvert jusqu’à minuit"),
        ("Fr-Sa 22:00-02:00", "2027-01-15 23:00", "Ouvert jusqu’à 2 h"),
        ("Fr-Sa 22:00-02:00", "2027-01-16 01:00", "Ouvert jusqu’à 2 h"),
        ("Mo-Fr 00:00-05:00", "2027-01-12 20:00", "Fermé, rouvre demain à minuit"),
        ('We 09:00-12:00 "sur appel"', "2027-01-13 10:00", "Ouvert jusqu’à 12 h (sur appel)"),
        ('"sur appel"', "2027-01-13 10:00", "Horaires à confirmer (sur appel)"),
        ('We unknown "selon le vent"', "2027-01-13 10:00", "Horaires à confirmer (selon le vent)"),
        ("", "2027-01-13 10:00", "Horaires non communiqués"),
        ("   ", "2027-01-13 10:00", "Horaires non communiqués"),
        ("on verra bien", "2027-01-13 10:00", "Horaires non communiqués"),
    ],
)  # fmt: skip
def test_opening_is_said_in_words(expression, at, expected):
    assert sentence(expression, at) == expected


def test_opening_is_said_in_the_language_of_the_reader():
    opening = selectors.opening(place_open("24/7"), paris("2027-01-13 10:00"))
    with translation.override("fr"):
        assert opening.sentence == "Ouvert en continu"
    # The same object, not frozen in French: weekdays and hours are those of the language.
    later = selectors.opening(place_open("Th 14:30-18:00"), paris("2027-01-12 10:00"))
    with translation.override("en"):
        assert "Thursday" in later.sentence
        assert "2.30 pm" in later.sentence


def test_opening_gives_instants_in_utc():
    opening = selectors.opening(place_open(MAIN), paris("2027-01-13 10:00"))
    assert opening.is_open
    assert opening.until == dt.datetime(2027, 1, 13, 11, 0, tzinfo=dt.UTC)
    closed = selectors.opening(place_open(MAIN), paris("2027-01-16 12:00"))
    assert not closed.is_open
    assert closed.next_opens_at == dt.datetime(2027, 1, 18, 8, 0, tzinfo=dt.UTC)


def test_opening_passes_a_comment_without_closing():
    hours = 'We 09:00-12:00 "accueil", We 12:00-14:00 "repas"'
    opening = selectors.opening(place_open(hours), paris("2027-01-13 10:00"))
    assert opening.until == paris("2027-01-13 14:00")


def test_opening_crosses_the_clock_changes():
    night = place_open("Mo-Su 22:00-06:00")
    for at, until in [
        ("2027-03-27 23:00", dt.datetime(2027, 3, 28, 4, tzinfo=dt.UTC)),
        ("2027-10-30 23:00", dt.datetime(2027, 10, 31, 5, tzinfo=dt.UTC)),
    ]:
        assert selectors.opening(night, paris(at)).until == until
    morning = place_open("Mo-Su 09:00-12:00")
    assert selectors.opening(morning, paris("2027-03-27 20:00")).next_opens_at == dt.datetime(
        2027, 3, 28, 7, tzinfo=dt.UTC
    )


def test_opening_is_that_of_the_zone_of_the_place():
    eleven_in_paris = "2027-01-13 11:00"  # two in the afternoon in Réunion
    far = {"zone": "Indian/Reunion"}
    assert sentence("Mo-Su 13:00-16:00", eleven_in_paris, **far) == "Ouvert jusqu’à 16 h"
    assert sentence("Mo-Su 13:00-16:00", eleven_in_paris) == "Fermé, rouvre aujourd’hui à 13 h"


def test_opening_knows_the_holidays_of_the_region():
    hours, boxing_day = "Mo-Sa 10:00-12:00; PH off", "2026-12-26 10:30"
    assert sentence(hours, boxing_day) == "Ouvert jusqu’à 12 h"
    assert sentence(hours, boxing_day, region="FR-57") == "Fermé, rouvre lundi à 10 h"


def week(expression, at="2026-12-24 10:00", **place):
    found = selectors.week_of(place_open(expression, **place), paris(at))
    return [(line.name, line.words.replace(THIN, " ")) for line in found]


def test_week_begins_today_and_tells_seven_days():
    assert week(MAIN) == [
        ("jeudi", "9 h – 12 h, 14 h – 18 h 30"),
        ("vendredi", "Fermé"),
        ("samedi", "8 h 30 – 12 h"),
        ("dimanche", "Fermé"),
        ("lundi", "9 h – 12 h, 14 h – 18 h 30"),
        ("mardi", "9 h – 12 h, 14 h – 18 h 30"),
        ("mercredi", "9 h – 12 h, 14 h – 18 h 30"),
    ]


def test_week_marks_today_and_holidays():
    found = selectors.week_of(place_open(MAIN, region="FR-57"), paris("2026-12-24 10:00"))
    assert [line.is_today for line in found] == [True] + [False] * 6
    assert [line.day.day for line in found if line.is_holiday] == [25, 26]
    elsewhere = selectors.week_of(place_open(MAIN), paris("2026-12-24 10:00"))
    assert [line.day.day for line in elsewhere if line.is_holiday] == [25]


def test_week_tells_a_night_on_the_evening_it_begins():
    nights = week("Fr-Sa 22:00-02:00", "2027-01-15 23:30")
    assert nights[:3] == [
        ("vendredi", "22 h – 2 h"), ("samedi", "22 h – 2 h"), ("dimanche", "Fermé"),
    ]  # fmt: skip
    # Seen on Saturday, the end of Friday's night is not an opening of Saturday.
    assert week("Fr 22:00-02:00", "2027-01-16 01:00")[0] == ("samedi", "Fermé")


@pytest.mark.parametrize("day", ["2027-03-25 10:00", "2027-10-28 10:00"])
def test_week_with_a_clock_change_has_its_usual_words(day):
    assert {words for _, words in week("Mo-Su 09:00-18:00", day)} == {"9 h – 18 h"}
    assert {words for _, words in week("24/7", day)} == {"Jour et nuit"}


@pytest.mark.parametrize(
    ("expression", "first"),
    [
        ("24/7", "Jour et nuit"),
        ("off", "Fermé"),
        ("Mo-Su 18:00-24:00", "18 h – minuit"),
        ('"sur rendez-vous"', "À confirmer (sur rendez-vous)"),
        ('Mo-Su 10:00-12:00 "sur rendez-vous"', "10 h – 12 h (sur rendez-vous)"),
        ("Mo-Su unknown", "À confirmer"),
    ],
)
def test_week_tells_what_has_no_usual_hours(expression, first):
    assert week(expression)[0][1] == first


def test_week_is_empty_when_the_hours_are_not_known():
    assert week("") == []
    assert week("on verra bien") == []


def test_week_is_that_of_the_zone_of_the_place():
    late = dt.datetime(2027, 1, 13, 22, 0, tzinfo=dt.UTC)
    here = selectors.week_of(place_open(MAIN), late)
    far = selectors.week_of(place_open(MAIN, zone="Indian/Reunion"), late)
    assert here[0].day == late.astimezone(PARIS).date() == dt.date(2027, 1, 13)
    assert far[0].day == dt.date(2027, 1, 14)
