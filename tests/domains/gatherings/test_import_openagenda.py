"""An OpenAgenda agenda, as its API answers (trust.md ECO-1), from recorded pages."""

import json
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from pydantic import SecretStr

from parvis.domains.gatherings.models import Gathering
from parvis.domains.gatherings.services.importing import openagenda
from parvis.domains.gatherings.services.importing.reading import Budget, NotRead
from parvis.domains.gatherings.vocabulary import ImportProblem, LeftOut, SourceKind, Status
from parvis.kernel import fetch
from tests.domains.gatherings.calendars import recorded
from tests.factories.gatherings import NOW, paris
from tests.factories.sources import Agenda, Site, a_source, brought_in

PAGES = ("openagenda_1.json", "openagenda_2.json")


@pytest.fixture
def agenda():
    return Agenda(*(recorded(page) for page in PAGES))


def read(site, *, since=None, at=NOW):
    return openagenda.read("90210", key="k3y", at=at, since=since, budget=Budget(20), get=site)


def asked(site, number):
    url, how = site.asked[number]
    return urlsplit(url), parse_qsl(urlsplit(url).query), how


def test_pages_are_asked_for_as_the_api_wants(agenda):
    read(agenda)
    parts, query, how = asked(agenda, 0)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == (
        "https://api.openagenda.com/v2/agendas/90210/events"
    )
    assert query == [
        *(("size", "300"), ("detailed", "1"), ("monolingual", "fr")),
        *(("relative[]", "current"), ("relative[]", "upcoming")),
    ]
    assert how["headers"] == {"key": "k3y"}
    assert how["seconds"] <= 5
    assert asked(agenda, 1)[1][-2:] == [("after[]", "1762765200000"), ("after[]", "8103")]
    assert len(agenda.asked) == 2


def test_event_is_read_whole(agenda):
    reading = read(agenda)
    assert reading.is_whole
    coffee = reading.entries[0]
    assert (coffee.uid, coffee.title) == ("8101", "Café des voisins")
    assert coffee.about == (
        "Café des voisins, pour tout le monde.\n\n"
        "On se retrouve autour d’un **café**.\n\nVenez comme vous êtes."
    )
    assert [(one.starts_at, one.ends_at) for one in coffee.dates] == [
        (paris("2026-12-05 10:00"), paris("2026-12-05 12:00")),
        (paris("2027-03-28 10:00"), paris("2027-03-28 12:00")),
    ]
    assert coffee.where == "Maison de quartier, 3 rue des Lilas, Exempleville"
    assert coffee.point == (48.1, 2.1)
    assert coffee.categories == ("Café", "Rencontre", "mot inconnu")
    assert coffee.url == "https://exempleville.example/cafe"
    assert (coffee.age_min, coffee.age_max) == (6, 99)
    assert (coffee.price_cents, coffee.price_words) == (0, "")
    assert coffee.access_note == "Accessible, selon l’annonce : handicap moteur, handicap auditif."


def test_full_event_says_so_and_keeps_its_price(agenda):
    bicycle = read(agenda).entries[1]
    assert bicycle.dates[0].note == "Complet, selon l’annonce d’origine."
    assert (bicycle.price_cents, bicycle.price_words) == (
        250,
        "5 € ; 2,50 € pour les adhérent·es",
    )


def test_event_called_off_is_kept_as_such(agenda):
    walk = read(agenda).entries[2]
    assert (walk.uid, walk.cancelled, walk.price_words) == ("8104", True, "Prix libre")


def test_what_is_online_or_not_published_is_left_out(agenda):
    assert [(one.uid, one.why) for one in read(agenda).refused] == [
        ("8103", LeftOut.ONLINE),
        ("8105", LeftOut.UNPUBLISHED),
    ]


def test_what_was_removed_is_asked_for_since_the_last_time(agenda):
    agenda.removed = recorded("openagenda_removed.json")
    reading = read(agenda, since=NOW - timedelta(days=2))
    assert asked(agenda, 2)[1] == [
        ("size", "300"),
        ("removed", "1"),
        ("updatedAt[gte]", "2026-11-18T10:00:00.000Z"),
    ]
    # It is announced again since: it is there.
    assert reading.removed == set()


@pytest.mark.parametrize(
    ("conditions", "cents", "words"),
    [
        ("", 0, "?"),
        (None, 0, "?"),
        ("Gratuit", 0, ""),
        ("Entrée libre", 0, ""),
        ("Gratuit sur réservation", 0, ""),
        ("3 €", 300, ""),
        ("2,5 euros", 250, ""),
        ("Tarif plein 8 €, réduit 4 €", 400, "Tarif plein 8 €, réduit 4 €"),
        ("Gratuit pour les enfants, 5€ sinon", 500, "Gratuit pour les enfants, 5€ sinon"),
        ("Sur adhésion", 0, "Sur adhésion"),
        ("999999 €", 0, "999999 €"),
        ({"fr": "3 €"}, 300, ""),
    ],
)  # fmt: skip
def test_price_in_words_becomes_a_sum_when_it_is_one(conditions, cents, words):
    page = json.loads(recorded(PAGES[0]))
    page["events"], page["after"] = [{**page["events"][0], "conditions": conditions}], None
    [entry] = read(Agenda(json.dumps(page).encode())).entries
    assert (entry.price_cents, entry.price_words) == (cents, words)


@pytest.mark.parametrize(
    "broken",
    [
        {"timings": [{"begin": "demain", "end": "plus tard"}]},
        {"timings": [{"begin": "2026-12-05T10:00:00", "end": "2026-12-05T12:00:00"}]},
        {"timings": "tous les jours"},
        {"timings": [None]},
        {"location": "ici"},
        {"location": {"latitude": "x", "longitude": "y"}},
        {"age": [1, 2]},
    ],
)
def test_broken_event_is_left_out_and_the_others_come_in(broken):
    page = json.loads(recorded(PAGES[0]))
    page["after"] = None
    page["events"][0] |= broken
    reading = read(Agenda(json.dumps(page).encode()))
    assert ("8101", LeftOut.BROKEN) in [(one.uid, one.why) for one in reading.refused]
    assert [one.uid for one in reading.entries] == ["8102"]


@pytest.mark.parametrize(
    ("site", "problem"),
    [
        (Site(b"[]"), ImportProblem.NOT_ONE),
        (Site(b"<html>"), ImportProblem.NOT_ONE),
        (Site(b"[" * 200_000), ImportProblem.NOT_ONE),
        (Site(b'{"events": {}}'), ImportProblem.NOT_ONE),
        (Site(b"{}", status=403), ImportProblem.LOCKED),
        (Site(b"{}", status=404), ImportProblem.GONE),
        (Site(b"{}", status=429), ImportProblem.BUSY),
    ],
)
def test_answer_that_is_no_agenda_is_refused(site, problem):
    with pytest.raises(NotRead) as caught:
        read(site)
    assert caught.value.problem == problem


def test_second_page_that_fails_leaves_the_first_and_withdraws_nothing():
    reading = read(Agenda(recorded(PAGES[0]), b"not json"))
    assert [one.uid for one in reading.entries] == ["8101", "8102"]
    assert (reading.is_whole, reading.problem) == (False, ImportProblem.CUT)


def test_pages_without_end_are_not_followed_for_ever():
    site = Agenda(recorded(PAGES[0]), recorded(PAGES[0]))
    reading = read(site)
    assert len(site.asked) == openagenda.PAGES_MAX
    assert not reading.is_whole


@pytest.fixture
def source(db, settings):
    settings.PARVIS = settings.PARVIS.model_copy(update={"openagenda_key": SecretStr("k3y")})
    return a_source(kind=SourceKind.OPENAGENDA, url="", agenda_uid="90210")


def test_agenda_is_brought_in_twice_and_changes_nothing(source, agenda):
    first = brought_in(source, agenda)
    assert (first.added, first.problem) == (3, "")
    before = list(Gathering.objects.order_by("pk").values())
    again = brought_in(source, agenda, at=NOW + timedelta(hours=6))
    assert (again.added, again.changed, again.unchanged) == (0, 0, 3)
    assert list(Gathering.objects.order_by("pk").values()) == before
    assert Gathering.objects.get(title="Balade au bord de l’eau").status == Status.CANCELLED


def test_removed_event_is_withdrawn_even_from_an_agenda_cut_short(source, agenda):
    brought_in(source, agenda)
    page = json.loads(recorded(PAGES[0]))
    page["events"] = page["events"][:1]
    agenda.pages[0] = json.dumps(page).encode()
    agenda.removed = recorded("openagenda_removed.json")
    run = brought_in(source, agenda, at=NOW + timedelta(hours=6))
    assert run.withdrawn == 1
    assert not Gathering.objects.filter(title="Atelier vélo").exists()


def test_key_taken_away_is_said(source, agenda, settings):
    settings.PARVIS = settings.PARVIS.model_copy(update={"openagenda_key": SecretStr("")})
    assert brought_in(source, agenda).problem == ImportProblem.LOCKED
    assert agenda.asked == []


def test_key_is_in_no_address(source, agenda):
    brought_in(source, agenda)
    assert all("k3y" not in url for url, _how in agenda.asked)


def test_refusal_to_connect_is_said(source):
    site = Site()
    site.refusal = fetch.Unreachable()
    assert brought_in(source, site).problem == ImportProblem.SILENT
