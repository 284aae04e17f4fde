"""Two organisations run a gathering together: asked, agreed, left; and what each may do."""

import re
from collections.abc import Iterator
from datetime import time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from parvis.domains.gatherings import rules, selectors, services
from parvis.domains.gatherings.models import CoHost, Gathering
from parvis.domains.gatherings.vocabulary import CoHosting
from parvis.domains.organisations.models import Organisation
from parvis.domains.people.models import Resident
from parvis.domains.people.rules import NotAllowed
from parvis.kernel import tasks
from parvis.kernel.errors import NotVisible
from tests.factories.gatherings import NOW, TUESDAY, a_gathering
from tests.factories.organisations import a_place, an_organisation
from tests.factories.people import a_resident, signed_in

pytestmark = pytest.mark.django_db
MINE = "/agenda/les-miennes/"


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        tasks.run_due()
        yield traveller


@pytest.fixture
def karim() -> Resident:
    return a_resident(name="Karim")


@pytest.fixture
def gathering(odile: Resident) -> Gathering:
    return a_gathering(
        host=odile,
        organisation=an_organisation(name="Le Fil", hosts=(odile,)),
        title="Café",
        place=a_place(name="Maison des Tilleuls"),
        rrule="FREQ=WEEKLY",
    )


@pytest.fixture
def other(karim: Resident) -> Organisation:
    return an_organisation(name="Les Jardins", hosts=(karim,))


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def told(resident: Resident) -> list[str]:
    tasks.run_due(raising=True)
    found = resident.notices.order_by("created_at", "id").values_list("title", flat=True)
    return [title.replace("\u202f", " ") for title in found]  # narrow spaces read as others


def asked(gathering: Gathering, other: Organisation, odile: Resident) -> CoHost:
    return services.ask_cohost(gathering=gathering, organisation=other, by=odile, at=NOW)


def agreed(gathering: Gathering, other: Organisation, odile: Resident, karim: Resident) -> CoHost:
    held = asked(gathering, other, odile)
    services.answer_cohost(cohost=held, by=karim, accept=True, at=NOW)
    held.refresh_from_db()
    return held


def test_asked_once_and_told_once(
    gathering: Gathering, other: Organisation, odile: Resident, karim: Resident
) -> None:
    assert asked(gathering, other, odile) == asked(gathering, other, odile)

    assert told(karim) == ["Le Fil propose à Les Jardins d’animer ensemble « Café »"]
    assert selectors.cohosts_of(gathering) == []
    assert not rules.may_edit(karim, gathering)


def test_yes_lets_them_run_it_and_shows_it_on_their_page(
    gathering: Gathering, other: Organisation, odile: Resident, karim: Resident
) -> None:
    held = agreed(gathering, other, odile, karim)
    services.answer_cohost(cohost=held, by=karim, accept=True, at=NOW)

    assert held.state == CoHosting.ACCEPTED
    assert told(odile) == ["Les Jardins anime « Café » avec vous"]
    assert selectors.cohosts_of(gathering) == [other]
    assert rules.may_edit(karim, gathering)
    assert rules.may_see_who_comes(karim, gathering)
    assert rules.may_hold_sheet(karim, gathering)
    assert not rules.may_lead(karim, gathering)
    assert [one.gathering for one in selectors.coming_of_organisation(other, NOW)] == [gathering]
    assert "Café" in words(Client().get(f"/associations/{other.slug}/"))
    assert "Le Fil, avec Les Jardins" in words(Client().get("/agenda/?semaine=2026-W48"))


def test_those_who_run_it_together_change_it_but_keep_its_name(
    gathering: Gathering, other: Organisation, odile: Resident, karim: Resident
) -> None:
    agreed(gathering, other, odile, karim)
    gathering.refresh_from_db()
    values = {
        **{
            name: getattr(gathering, name) for name in ("title", "about", "place", "rrule", "until")
        },
        "capacity": 12,
        "good_alone": True,
        "greeter": None,
        "sign": "",
        "price_cents": 0,
        "bring": "",
        "day": TUESDAY,
        "starts": time(9, 30),
        "ends": time(11, 0),
    }

    kept = services.edit_gathering(gathering=gathering, by=karim, values=values, at=NOW)
    assert (kept.capacity, kept.organisation.name) == (12, "Le Fil")

    with pytest.raises(services.GatheringRefused) as refused:
        services.edit_gathering(
            gathering=gathering, by=karim, values={**values, "organisation": other}, at=NOW
        )
    assert list(refused.value.problems) == ["organisation"]
    with pytest.raises(NotAllowed):
        services.cancel_gathering(gathering=gathering, by=karim, at=NOW)
    services.cancel_occurrence(
        occurrence=gathering.occurrences.earliest("starts_at"), by=karim, at=NOW
    )


def test_no_shows_as_nothing_and_may_be_asked_again(
    gathering: Gathering, other: Organisation, odile: Resident, karim: Resident
) -> None:
    held = asked(gathering, other, odile)

    for _ in range(2):
        assert not services.answer_cohost(cohost=held, by=karim, accept=False, at=NOW)

    assert told(odile) == []
    assert not CoHost.objects.exists()
    asked(gathering, other, odile)


@pytest.mark.parametrize("who", ["odile", "karim"])
def test_either_side_may_leave(
    gathering: Gathering, other: Organisation, odile: Resident, karim: Resident, who: str
) -> None:
    held = agreed(gathering, other, odile, karim)
    tasks.run_due(raising=True)
    by, reader = (odile, karim) if who == "odile" else (karim, odile)

    assert services.end_cohosting(cohost=held, by=by, at=NOW)
    assert not services.end_cohosting(cohost=held, by=by, at=NOW)

    assert not rules.may_edit(karim, gathering)
    assert told(reader)[-1] == "Les Jardins n’anime plus « Café »"
    assert "Les Jardins n’anime plus « Café »" not in told(by)


def test_who_may_ask_answer_and_read(
    gathering: Gathering, other: Organisation, odile: Resident, karim: Resident
) -> None:
    stranger = a_resident()
    with pytest.raises(NotAllowed):
        services.ask_cohost(gathering=gathering, organisation=other, by=karim, at=NOW)
    held = asked(gathering, other, odile)
    for by in (stranger, odile):
        with pytest.raises(NotAllowed):
            services.answer_cohost(cohost=held, by=by, accept=True, at=NOW)
    with pytest.raises(NotAllowed):
        services.end_cohosting(cohost=held, by=stranger, at=NOW)
    with pytest.raises(NotVisible):
        selectors.find_cohost(stranger, held.pk)
    for by in (odile, karim):
        assert selectors.find_cohost(by, held.pk) == held


def test_its_own_withdrawn_or_unpublished_cannot_be_asked(
    gathering: Gathering, other: Organisation, odile: Resident
) -> None:
    with pytest.raises(services.NotToAsk):
        asked(gathering, gathering.organisation, odile)
    other.published = False
    other.save()
    with pytest.raises(services.NotToAsk):
        asked(gathering, other, odile)
    draft = a_gathering(host=odile, organisation=gathering.organisation, publish=False)
    with pytest.raises(services.NotPublished):
        asked(draft, an_organisation(), odile)
    services.cancel_gathering(gathering=gathering, by=odile, at=NOW)
    with pytest.raises(services.CalledOff):
        asked(gathering, an_organisation(), odile)


def test_withdrawn_cohost_is_no_longer_named(
    gathering: Gathering, other: Organisation, odile: Resident, karim: Resident
) -> None:
    agreed(gathering, other, odile, karim)
    other.published = False
    other.save()

    assert selectors.cohosts_of(gathering) == []
    found = selectors.coming_up(viewer=None, at=NOW, days=7, most=5)
    assert [selectors.cohosts_of(one.gathering) for one in found] == [[]]


def test_pages_ask_and_answer(
    gathering: Gathering, other: Organisation, odile: Resident, karim: Resident
) -> None:
    url = f"/agenda/rencontre/{gathering.pk}/ensemble/"
    host, guest = signed_in(odile), signed_in(karim)
    assert guest.get(url).status_code == 404
    assert host.post(url, {"organisation": ""}).status_code == 422
    assert host.post(url, {"organisation": "x"}).status_code == 422

    page = words(host.post(url, {"organisation": str(other.pk)}, follow=True))
    assert "Proposé, sans réponse encore" in page
    held = CoHost.objects.get()
    answer = f"/agenda/ensemble/{held.pk}/"

    assert "On vous propose d’animer ensemble" in words(guest.get(MINE))
    assert "Oui, animons-la ensemble" in words(guest.get(answer))
    assert "Oui, animons-la ensemble" not in words(host.get(answer))
    assert signed_in(a_resident()).get(answer).status_code == 404
    for _ in range(2):
        page = words(guest.post(answer, {"answer": "yes"}, follow=True))
    assert "vous l’animez ensemble" in page
    assert "Café" in page  # among what they run
    assert guest.get(f"/agenda/rencontre/{gathering.pk}/modifier/").status_code == 200
    assert guest.get(f"/agenda/rencontre/{gathering.pk}/annuler/").status_code == 404
    guest.post(answer, {"answer": "leave"})
    assert not CoHost.objects.exists()
    assert guest.post(answer, {"answer": "leave"}).status_code == 404


def test_dates_page_moves_restores_and_adds(gathering: Gathering, odile: Resident) -> None:
    client, stranger = signed_in(odile), signed_in(a_resident())
    first = gathering.occurrences.earliest("starts_at")
    url = f"/agenda/rencontre/{gathering.pk}/prochaines-dates/"
    typed = {"day": "2026-12-05", "starts": "15:00", "ends": "16:30", "note": "Au parc"}

    for address in (url, f"{url}ajouter/", f"/agenda/{first.pk}/deplacer/"):
        assert client.get(address).status_code == 200
        assert stranger.get(address).status_code == 404
    response = client.post(f"/agenda/{first.pk}/deplacer/", typed, follow=True)
    page = words(response)
    assert "La date est déplacée" in page
    assert "Déplacée du mardi 24 novembre" in page
    assert "Au parc" in page
    wrong = client.post(f"/agenda/{first.pk}/deplacer/", {**typed, "day": "2020-01-01"})
    assert (wrong.status_code, "déjà passé" in words(wrong)) == (422, True)

    client.post(f"/agenda/{first.pk}/annuler/", {"words": "Trop de vent"})
    assert "Trop de vent" in words(client.get(url))
    assert stranger.post(f"/agenda/{first.pk}/retablir/").status_code == 404
    assert "La date est rétablie" in words(
        client.post(f"/agenda/{first.pk}/retablir/", follow=True)
    )
    again = {**typed, "day": "2026-12-12"}
    for _ in range(2):
        page = words(client.post(f"{url}ajouter/", again, follow=True))
    assert page.count("En plus") == 1
    assert client.get(f"/agenda/{first.pk}/retablir/").status_code == 405


def test_dates_page_takes_as_many_queries_whatever_the_dates(
    gathering: Gathering, odile: Resident, django_assert_max_num_queries: Any
) -> None:
    client, taken = signed_in(odile), []
    url = f"/agenda/rencontre/{gathering.pk}/prochaines-dates/"
    for weeks in (1, 8):
        services.extend_series(NOW + timedelta(weeks=weeks))
        client.get(url)
        with django_assert_max_num_queries(16) as counted:
            client.get(url)
        taken.append(len(counted.captured_queries))
    assert gathering.occurrences.count() == 16
    assert taken[0] == taken[1]
