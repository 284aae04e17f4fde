"""For those who animate: publishing, changing, calling off. Others do not find these pages."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from parvis.domains.gatherings.models import Gathering, Occurrence
from parvis.domains.gatherings.selectors import wall
from parvis.domains.gatherings.vocabulary import Status
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import Role
from parvis.kernel import idempotency
from tests.factories.gatherings import NOW, a_gathering, comes
from tests.factories.organisations import a_place, an_organisation
from tests.factories.people import a_resident, a_staff_member, signed_in

pytestmark = pytest.mark.django_db
CREATE, MINE = "/agenda/publier/", "/agenda/les-miennes/"


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def client(odile: Resident) -> Client:
    return signed_in(odile)


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def typed(odile: Resident, **changes: Any) -> dict[str, Any]:
    """What a browser sends for a coffee on Tuesday the 24th of November."""
    own = odile.organisation_memberships.first()
    organisation = own.organisation if own else an_organisation(hosts=(odile,))
    return {
        "once": idempotency.new_key(),
        "action": "publish",
        "title": "Café du matin",
        "about": "Du café et une conversation.",
        "organisation": str(organisation.pk),
        "place": str(a_place().pk),
        "day": "2026-11-24",
        "starts": "09:30",
        "ends": "11:00",
        "repeat": "",
        "until": "",
        "capacity": "12",
        "good_alone": "on",
        "greeter": str(odile.pk),
        "sign": "une écharpe jaune",
        "interests": ["conversation", "coffee-tea"],
        "languages": ["fr", "en"],
        "price": "2,50 €",
        "bring": "Une tasse",
        **changes,
    }


def test_publishing_puts_it_in_the_agenda(client: Client, odile: Resident) -> None:
    response = client.post(CREATE, typed(odile), follow=True)

    occurrence = Occurrence.objects.get()
    gathering = occurrence.gathering
    assert response.redirect_chain == [(f"/agenda/{occurrence.pk}/", 303)]
    assert (gathering.status, gathering.host, gathering.greeter) == ("published", odile, odile)
    assert (gathering.price_cents, gathering.capacity) == (250, 12)
    assert gathering.interests == ("coffee-tea", "conversation")
    assert gathering.languages == ("en", "fr")
    assert wall(occurrence.starts_at, "Europe/Paris").isoformat() == "2026-11-24T09:30:00"
    assert "C’est dans l’agenda" in words(response)


def test_draft_is_kept_for_its_hosts_only(client: Client, odile: Resident) -> None:
    client.post(CREATE, typed(odile, action="draft"))

    gathering = Gathering.objects.get()
    assert gathering.status == Status.DRAFT
    assert "Café du matin" in words(client.get(MINE))
    assert "Café du matin" not in words(Client().get("/agenda/?semaine=2026-W48"))
    url = f"/agenda/rencontre/{gathering.pk}/modifier/"
    assert signed_in(a_resident()).get(url).status_code == 404

    client.post(url, typed(odile, action="publish", place=str(gathering.place_id)))
    gathering.refresh_from_db()
    assert (gathering.status, gathering.occurrences.count()) == (Status.PUBLISHED, 1)


def test_sending_the_same_form_twice_publishes_once(client: Client, odile: Resident) -> None:
    form = typed(odile)

    first, second = client.post(CREATE, form), client.post(CREATE, form)

    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] == second["Location"]
    assert Gathering.objects.count() == 1


def test_form_without_its_key_is_shown_again_with_one(client: Client, odile: Resident) -> None:
    response = client.post(CREATE, typed(odile, once=""))

    assert response.status_code == 422
    assert Gathering.objects.count() == 0
    page = words(response)
    assert "Rechargez la page" in page
    key = re.search(r'name="once" value="([^"]+)"', page)
    assert key is not None
    assert client.post(CREATE, typed(odile, once=key[1])).status_code == 303


def test_correcting_a_refused_form_uses_the_same_key(client: Client, odile: Resident) -> None:
    wrong = typed(odile, capacity="0")
    refused = client.post(CREATE, wrong)
    assert refused.status_code == 422

    kept = re.search(r'name="once" value="([^"]+)"', words(refused))
    assert kept is not None
    assert kept[1] == wrong["once"]
    assert client.post(CREATE, {**wrong, "capacity": "3"}).status_code == 303
    assert Gathering.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"title": ""}, "title", "Donnez-lui un titre"),
        ({"title": "x" * 101}, "title", "un peu long"),
        ({"title": "😀😀"}, "title", "Donnez-lui un titre"),
        ({"about": ""}, "about", "Quelques phrases suffisent"),
        ({"about": "é" * 10_000}, "about", "2000 caractères au plus"),
        ({"place": ""}, "place", "Choisissez où l’on se retrouve"),
        ({"place": "x"}, "place", "n’est plus dans la liste"),
        ({"day": ""}, "day", "Choisissez le jour"),
        ({"day": "31/02/2027"}, "day", "Nous ne comprenons pas cette date"),
        ({"day": "2026-11-20"}, "day", "déjà passé"),
        ({"day": "2026-11-21", "starts": "10:00"}, "starts", "déjà passé"),
        ({"starts": "25:00"}, "starts", "Nous ne comprenons pas cette heure"),
        ({"ends": "09:30"}, "ends", "finit à l’heure où elle commence"),
        ({"ends": "09:00"}, "ends", "le lendemain, cela fait 23 heures"),
        ({"repeat": "weekly", "until": "2026-11-20"}, "until", "vient avant le premier"),
        ({"repeat": "FREQ=SECONDLY"}, "repeat", "n’est plus dans la liste"),
        ({"capacity": "beaucoup"}, "capacity", "Écrivez un nombre"),
        ({"capacity": "-3"}, "capacity", "Entre 1 et 500"),
        ({"price": "cher"}, "price", "Écrivez un prix"),
        ({"price": "-2"}, "price", "Écrivez un prix"),
        ({"price": "1e9"}, "price", "Écrivez un prix"),
        ({"price": "501"}, "price", "500"),
        ({"greeter": "x"}, "greeter", "n’est plus dans la liste"),
        ({"organisation": ""}, "organisation", ""),
        ({"interests": ["rien"]}, "interests", "n’est plus dans la liste"),
        ({"languages": ["xx"]}, "languages", "n’est plus dans la liste"),
        ({"sign": "x" * 141}, "sign", "un peu long"),
    ],
)
def test_what_is_wrong_is_said_kindly_and_nothing_typed_is_lost(
    client: Client, odile: Resident, change: dict[str, Any], field: str, sentence: str
) -> None:
    form = typed(odile, **change)

    response = client.post(CREATE, form)

    assert response.status_code == 422
    assert Gathering.objects.count() == 0
    page = words(response)
    assert f'href="#id_{field}"' in page  # in the summary at the top
    assert sentence in page
    for name in ("bring", "sign"):
        assert f'value="{form[name]}"' in page
    assert f'value="{form["day"]}"' in page
    assert 'value="coffee-tea" id="id_interests-coffee-tea" checked' in page or field == "interests"
    assert 'name="languages" value="en" id="id_languages_1" checked' in page or field == "languages"


def test_other_hosts_associations_are_not_offered_nor_taken(
    client: Client, odile: Resident
) -> None:
    other = an_organisation(name="Pas la mienne", hosts=(a_resident(),))
    form = typed(odile)

    assert "Pas la mienne" not in words(client.get(CREATE))
    response = client.post(CREATE, {**form, "organisation": str(other.pk)})

    assert response.status_code == 422
    assert Gathering.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "status"), [("visitor", 302), ("resident", 404), ("host", 200), ("coordinator", 200)]
)
def test_who_may_open_the_form(who: str, status: int) -> None:
    resident = a_resident()
    if who == "host":
        an_organisation(hosts=(resident,))
    if who == "coordinator":
        resident = a_staff_member(Role.COORDINATOR)
    client = Client() if who == "visitor" else signed_in(resident)

    assert client.get(CREATE).status_code == status
    assert client.post(CREATE, {}).status_code == (422 if status == 200 else status)


def test_coordination_publishes_for_the_town(now: time_machine.Traveller) -> None:
    place = a_place()
    marie = a_staff_member(Role.COORDINATOR, area=place.area.parent)
    form = typed(a_resident(), organisation="", greeter="", place=str(place.pk))

    response = signed_in(marie).post(CREATE, form)

    assert response.status_code == 303
    assert Gathering.objects.get().organisation is None


def test_hour_that_does_not_exist_is_written_an_hour_later_and_said(
    client: Client, odile: Resident
) -> None:
    form = typed(odile, day="2027-03-28", starts="02:30", ends="04:00")

    response = client.post(CREATE, form, follow=True)

    occurrence = Occurrence.objects.get()
    assert wall(occurrence.starts_at, "Europe/Paris").isoformat() == "2027-03-28T03:30:00"
    assert "2 h 30 n’existe pas" in words(response)
    assert "commence à 3 h 30" in words(response)


def test_weekly_series_at_an_hour_that_does_not_exist_begins_later(
    client: Client, odile: Resident
) -> None:
    form = typed(odile, day="2027-03-28", starts="02:30", ends="04:00", repeat="weekly")

    response = client.post(CREATE, form)

    assert response.status_code == 422
    assert "Commencez la série la semaine suivante" in words(response)


@pytest.mark.parametrize(
    ("starts", "ends"), [("9h30", "11h"), ("9 h 30", "11 h"), ("09:30:00", "11:00")]
)
def test_hours_may_be_written_as_people_do(
    client: Client, odile: Resident, starts: str, ends: str
) -> None:
    assert client.post(CREATE, typed(odile, starts=starts, ends=ends)).status_code == 303

    occurrence = Occurrence.objects.get()
    assert wall(occurrence.starts_at, "Europe/Paris").strftime("%H:%M") == "09:30"


def test_what_is_written_is_never_read_as_html(client: Client, odile: Resident) -> None:
    evil = '"><script>alert(1)</script>'
    response = client.post(CREATE, typed(odile, title=evil, capacity="x"))

    page = words(response)
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_editing_shows_what_is_and_changes_it(client: Client, odile: Resident) -> None:
    client.post(CREATE, typed(odile, repeat="weekly"))
    gathering = Gathering.objects.get()
    url = f"/agenda/rencontre/{gathering.pk}/modifier/"

    page = words(client.get(url))
    for value in ("Café du matin", "2026-11-24", "09:30", "11:00", "2,50", "une écharpe jaune"):
        assert f'value="{value}"' in page, value
    form = typed(odile, place=str(gathering.place_id), repeat="weekly", action="save")
    response = client.post(url, {**form, "starts": "10:00"}, follow=True)

    assert response.status_code == 200
    first = gathering.occurrences.earliest("starts_at")
    assert wall(first.starts_at, "Europe/Paris").strftime("%d %H:%M") == "24 10:00"
    assert gathering.occurrences.count() == 8


def test_editing_wrongly_changes_nothing_and_keeps_what_was_typed(
    client: Client, odile: Resident
) -> None:
    client.post(CREATE, typed(odile))
    gathering = Gathering.objects.get()
    for _ in range(2):
        comes(a_resident(), gathering.occurrences.get())
    form = typed(odile, place=str(gathering.place_id), capacity="1", title="Un autre titre")

    response = client.post(f"/agenda/rencontre/{gathering.pk}/modifier/", form)

    assert response.status_code == 422
    assert 'value="Un autre titre"' in words(response)
    assert "2 personnes viennent déjà" in words(response)
    gathering.refresh_from_db()
    assert gathering.title == "Café du matin"


def test_editing_past_midnight_and_back_is_the_same(client: Client, odile: Resident) -> None:
    client.post(CREATE, typed(odile, starts="22:00", ends="01:00"))
    gathering = Gathering.objects.get()
    page = words(client.get(f"/agenda/rencontre/{gathering.pk}/modifier/"))

    assert gathering.minutes == 180
    assert 'value="22:00"' in page
    assert 'value="01:00"' in page


@pytest.mark.parametrize("what", ["modifier", "annuler", "date"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_gatherings_of_others_do_not_exist(what: str, method: str) -> None:
    gathering = a_gathering()
    occurrence = gathering.occurrences.get()
    url = {
        "date": f"/agenda/{occurrence.pk}/annuler/",
        "modifier": f"/agenda/rencontre/{gathering.pk}/modifier/",
        "annuler": f"/agenda/rencontre/{gathering.pk}/annuler/",
    }[what]
    another_host = a_resident()
    an_organisation(hosts=(another_host,))

    assert getattr(signed_in(another_host), method)(url).status_code == 404
    assert getattr(Client(), method)(url).status_code == 302
    gathering.refresh_from_db()
    occurrence.refresh_from_db()
    assert (gathering.status, occurrence.is_cancelled) == (Status.PUBLISHED, False)


def test_calling_one_date_off_asks_first(client: Client, odile: Resident) -> None:
    client.post(CREATE, typed(odile, repeat="weekly"))
    first = Occurrence.objects.earliest("starts_at")
    comes(a_resident(), first)
    url = f"/agenda/{first.pk}/annuler/"

    assert "Une personne devait venir" in words(client.get(url))
    first.refresh_from_db()
    assert not first.is_cancelled
    for _ in range(2):
        response = client.post(url, follow=True)

    assert "Cette date est annulée" in words(response)
    assert list(Occurrence.objects.filter(is_cancelled=True)) == [first]


def test_calling_a_gathering_off_ends_it(client: Client, odile: Resident) -> None:
    client.post(CREATE, typed(odile, repeat="weekly"))
    gathering = Gathering.objects.get()
    url = f"/agenda/rencontre/{gathering.pk}/annuler/"

    assert "Toutes ses dates à venir" in words(client.get(url))
    for _ in range(2):
        assert client.post(url).status_code == 303

    assert not Occurrence.objects.filter(is_cancelled=False).exists()
    response = client.get(f"/agenda/rencontre/{gathering.pk}/modifier/")
    assert (response.status_code, response["Location"]) == (303, MINE)


def test_mine_names_who_comes_and_who_comes_alone(client: Client, odile: Resident) -> None:
    client.post(CREATE, typed(odile))
    occurrence = Occurrence.objects.get()
    comes(a_resident(name="Léa"), occurrence, alone=True)
    comes(a_resident(name="Noé"), occurrence)

    page = words(client.get(MINE))

    assert "2 personnes viennent : Léa, Noé." in page
    assert "Seul·e : Léa" in page


def test_mine_of_somebody_who_animates_nothing_is_kind() -> None:
    page = words(signed_in(a_resident()).get(MINE))

    assert "Vous n’animez rien pour le moment" in page
    assert CREATE not in page
    assert Client().get(MINE).status_code == 302


def test_link_of_an_association_chooses_it(client: Client, odile: Resident) -> None:
    an_organisation(name="Alpha", hosts=(odile,))
    wanted = an_organisation(name="Oméga", hosts=(odile,), place=a_place(name="Salle Oméga"))

    page = words(client.get(f"{CREATE}?association={wanted.slug}"))

    assert re.search(rf'<option value="{wanted.pk}" selected>\s*Oméga', page)
    assert re.search(r"selected>\s*Salle Oméga", page)
