"""Pages of the agendas kept elsewhere: added, looked at, accepted, followed, taken away."""

from datetime import timedelta

import pytest
from django.urls import reverse

from parvis.domains.gatherings.models import Gathering, Imported, Source
from parvis.domains.gatherings.services import importing
from parvis.domains.people.vocabulary import Role
from parvis.kernel import clock, fetch
from tests.domains.gatherings.calendars import a_calendar, an_event
from tests.factories.organisations import a_place, an_organisation
from tests.factories.people import a_resident, a_staff_member, proved, signed_in
from tests.factories.sources import Site, a_source, brought_in

pytestmark = pytest.mark.django_db


def soon(days=10):
    return {"DTSTART": f";VALUE=DATE:{clock.now() + timedelta(days=days):%Y%m%d}", "DTEND": ""}


@pytest.fixture
def place():
    return a_place(name="Médiathèque")


@pytest.fixture
def solene(place):
    return a_staff_member(Role.COORDINATOR, area=place.area, name="Solène")


@pytest.fixture
def desk(solene):
    return proved(signed_in(solene), solene)


@pytest.fixture
def source(place, solene):
    return a_source(place=place, by=solene, accepted=False, name="Agenda de la médiathèque")


@pytest.fixture
def site(monkeypatch):
    """The world outside: what is fetched is what a test says."""
    found = Site(a_calendar(an_event("a", SUMMARY=":Heure du conte", **soon())))

    def get(url, **asked):
        return found(url, **asked)

    monkeypatch.setattr(importing.preview, "__kwdefaults__", {"get": get})
    return found


def page(name, *args):
    return reverse(f"gatherings:{name}", args=args)


def typed(where, **fields):
    return {
        "name": "Agenda de la mairie",
        "kind": "ical",
        "url": "webcal://mairie.example/agenda.ics",
        "licence": "",
        "organisation": "",
        "place": str(where.pk),
        **fields,
    }


def test_adding_leads_to_the_preview_and_publishes_nothing(desk, place):
    answer = desk.post(page("add_source"), typed(place))
    source = Source.objects.get()
    assert (answer.status_code, answer.url) == (303, page("preview_source", source.pk))
    assert source.url == "https://mairie.example/agenda.ics"
    assert (source.area, source.is_active) == (place.area, False)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"url": "http://localhost/"}, "Cette adresse ne convient pas"),
        ({"url": ""}, "Cette adresse ne convient pas"),
        ({"name": ""}, "Donnez-lui un nom"),
        ({"place": ""}, "Choisissez où cela se passe"),
        ({"kind": "openagenda"}, "Ce choix n’est plus dans la liste"),
    ],
)
def test_adding_says_what_to_correct_and_keeps_what_was_typed(desk, place, wrong, said):
    answer = desk.post(page("add_source"), typed(place, **wrong))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Source.objects.count() == 0


def test_same_agenda_twice_is_said(desk, place):
    desk.post(page("add_source"), typed(place))
    answer = desk.post(page("add_source"), typed(place))
    assert answer.status_code == 422
    assert "Cet agenda est déjà apporté ici" in answer.content.decode()


def test_preview_says_what_would_come_and_asks_about_words(desk, source, site):
    site.body = a_calendar(
        an_event("a", SUMMARY=":Heure du conte", LOCATION=":Le grenier", **soon()),
        an_event("b", SUMMARY=":Bricolage", CATEGORIES=":Trucs", **soon()),
        an_event("c", SUMMARY=":Cours sans fin", RRULE=":FREQ=SECONDLY", **soon()),
    )
    shown = desk.get(page("preview_source", source.pk)).content.decode()
    assert "2 rencontres arriveraient dans l’agenda." in shown
    for words in ("Heure du conte", "Bricolage", "Le grenier", "Trucs", "Cours sans fin"):
        assert words in shown
    assert "revient à un rythme que nous ne savons pas suivre" in shown
    assert Gathering.objects.count() == 0


def test_choices_are_kept_and_the_preview_shown_again(desk, source, site):
    grenier = a_place(source.place.area, name="Grenier aux livres")
    answer = desk.post(
        page("preview_source", source.pk),
        {
            "place_0_said": "Le grenier",
            "place_0": grenier.slug,
            "place_1_said": "La cave",
            "place_1": "?",
            "word_0_said": "Trucs",
            "word_0": "photography",
            "word_1_said": "Rien",
            "word_1": "-",
            "twins": ["x"],
            "action": "choose",
        },
    )
    assert (answer.status_code, answer.url) == (303, page("preview_source", source.pk))
    source.refresh_from_db()
    assert source.mapping == {
        "places": {"le grenier": grenier.slug},
        "interests": {"trucs": "photography", "rien": ""},
        "twins": ["x"],
    }
    assert not source.is_active


def test_choice_that_is_none_changes_nothing(desk, source, site):
    sent = {"place_0_said": "Le grenier", "place_0": "nowhere", "action": "accept"}
    answer = desk.post(page("preview_source", source.pk), sent)
    assert answer.status_code == 303
    source.refresh_from_db()
    assert (source.mapping, source.is_active) == ({}, False)


def test_accepting_asks_for_it_at_once(desk, source):
    answer = desk.post(page("preview_source", source.pk), {"action": "accept"})
    assert answer.url == page("source", source.pk)
    source.refresh_from_db()
    assert source.is_active
    assert source.next_run_at <= clock.now()
    desk.post(page("preview_source", source.pk), {"action": "accept"})
    assert Source.objects.count() == 1


def test_preview_that_fails_says_why(desk, source, site):
    site.refusal = fetch.TooSlow()
    answer = desk.get(page("preview_source", source.pk))
    assert answer.status_code == 200
    assert "Le site ne répond pas." in answer.content.decode()


def test_preview_cannot_be_asked_for_endlessly(desk, source, site):
    found = [desk.get(page("preview_source", source.pk)).status_code for _turn in range(21)]
    assert found == [200] * 20 + [429]
    assert len(site.asked) == 20


def test_page_of_a_source_tells_its_last_readings(desk, source):
    importing.accept_source(source=source, by=source.by, at=clock.now())
    body = a_calendar(
        an_event("a", SUMMARY=":Heure du conte", **soon()),
        an_event("c", SUMMARY=":Cours sans fin", RRULE=":FREQ=SECONDLY", **soon()),
    )
    brought_in(source, Site(body), at=clock.now())
    shown = desk.get(page("source", source.pk)).content.decode()
    assert "Tout va bien" in shown
    assert "Cours sans fin" in shown
    brought_in(source, Site(status=500), at=clock.now())
    shown = desk.get(page("source", source.pk)).content.decode()
    assert "Ne se lit pas" in shown
    assert "le site ne répond pas" in shown


def test_sudden_loss_is_asked_about_and_confirmed(desk, source):
    importing.accept_source(source=source, by=source.by, at=clock.now())
    events = [an_event(str(number), **soon()) for number in range(6)]
    brought_in(source, Site(a_calendar(*events)), at=clock.now())
    brought_in(source, Site(a_calendar(events[0])), at=clock.now())
    assert "Ont-elles vraiment disparu" in desk.get(page("source", source.pk)).content.decode()
    assert "Attend votre avis" in desk.get(page("sources")).content.decode()
    answer = desk.post(page("run_source", source.pk), {"shrunk": "1"})
    assert answer.url == page("source", source.pk)
    brought_in(source, Site(a_calendar(events[0])), at=clock.now(), shrunk=True)
    assert Gathering.objects.count() == 1


def test_pausing_and_going_on(desk, source):
    importing.accept_source(source=source, by=source.by, at=clock.now())
    for _twice in range(2):
        desk.post(page("pause_source", source.pk))
    source.refresh_from_db()
    assert (source.is_active, source.next_run_at) == (False, None)
    desk.post(page("pause_source", source.pk), {"go": "1"})
    source.refresh_from_db()
    assert source.is_active


@pytest.mark.parametrize(("keep", "left"), [("1", 1), ("0", 1)])
def test_deleting_asks_what_becomes_of_gatherings(desk, source, keep, left):
    importing.accept_source(source=source, by=source.by, at=clock.now())
    brought_in(source, Site(a_calendar(an_event("a", **soon()))), at=clock.now())
    shown = desk.get(page("delete_source", source.pk)).content.decode()
    assert "Une rencontre annoncée ici vient de lui" in shown
    answer = desk.post(page("delete_source", source.pk), {"keep": keep})
    assert answer.url == page("sources")
    assert source.name not in desk.get(page("sources")).content.decode().split("</h1>")[1]
    assert desk.get(page("source", source.pk)).status_code == 404
    importing.finish_dropping(source.pk, at=clock.now())
    assert Gathering.objects.count() == (left if keep == "1" else 0)
    assert Source.objects.count() == 0


def test_imported_gathering_says_where_it_comes_from(desk, client, source):
    importing.accept_source(source=source, by=source.by, at=clock.now())
    link = "https://mediatheque.example/conte"
    event = an_event("a", SUMMARY=":Heure du conte", URL=f":{link}", **soon())
    brought_in(source, Site(a_calendar(event)), at=clock.now())
    occurrence = Gathering.objects.get().occurrences.get()
    shown = client.get(occurrence.get_absolute_url()).content.decode()
    for words in ("Agenda de la médiathèque", "Licence Ouverte 2.0", link, "Prix à vérifier"):
        assert words in shown
    assert "Ne pas montrer" not in shown
    assert "Ne pas montrer" in desk.get(occurrence.get_absolute_url()).content.decode()


def test_gathering_of_ours_says_nothing_of_the_sort(client):
    from tests.factories.gatherings import an_occurrence

    shown = client.get(an_occurrence().get_absolute_url()).content.decode()
    assert "D’où vient cette annonce" not in shown


def test_imported_gathering_is_not_changed_here(desk, source):
    importing.accept_source(source=source, by=source.by, at=clock.now())
    brought_in(source, Site(a_calendar(an_event("a", **soon()))), at=clock.now())
    gathering = Gathering.objects.get()
    answer = desk.get(page("edit", gathering.pk))
    assert answer.status_code == 303
    assert desk.post(page("edit", gathering.pk), {"title": "Autre"}).status_code == 303
    gathering.refresh_from_db()
    assert gathering.title == "Atelier a"


def test_hiding_and_showing_again(desk, source):
    importing.accept_source(source=source, by=source.by, at=clock.now())
    brought_in(source, Site(a_calendar(an_event("a", **soon()))), at=clock.now())
    gathering = Gathering.objects.get()
    assert desk.get(page("hide_imported", gathering.pk)).status_code == 200
    assert desk.post(page("hide_imported", gathering.pk)).status_code == 303
    assert Gathering.objects.count() == 0
    row = Imported.objects.get()
    assert "Atelier a" in desk.get(page("source", source.pk)).content.decode()
    assert desk.post(page("show_imported", source.pk, row.pk)).status_code == 303
    row.refresh_from_db()
    assert row.hidden_at is None


@pytest.mark.parametrize(
    "name",
    ["source", "preview_source", "edit_source", "run_source", "pause_source", "delete_source"],
)
def test_source_of_others_does_not_exist(source, name):
    host = a_resident()
    an_organisation(hosts=(host,))
    other = signed_in(host)
    assert other.get(page(name, source.pk)).status_code == 404
    assert other.post(page(name, source.pk)).status_code == (405 if name == "source" else 404)
    source.refresh_from_db()
    assert not source.is_active


def test_host_tends_the_agendas_of_their_organisation(source):
    host = a_resident()
    organisation = an_organisation(hosts=(host,))
    own = a_source(by=host, organisation=organisation, name="Agenda du club")
    shown = signed_in(host).get(page("sources")).content.decode()
    assert own.name in shown
    assert source.name not in shown


def test_resident_without_duty_finds_no_such_page():
    assert signed_in(a_resident()).get(page("sources")).status_code == 404
    assert signed_in(a_resident()).get(page("add_source")).status_code == 404


def test_list_costs_the_same_for_one_as_for_three(desk, place, solene):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    desk.get(page("sources"))
    for _turn in range(3):
        made = a_source(place=place, by=solene)
        brought_in(made, Site(a_calendar(an_event(made.name, SUMMARY=f":{made.name}", **soon()))))
        with CaptureQueriesContext(connection) as asked:
            desk.get(page("sources"))
        counts.append(len(asked))
    assert counts[0] == counts[2]
