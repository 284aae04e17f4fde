"""Searches that one keeps: under a name, once each, and seen by nobody else."""

import io
import json
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.models import SavedFilters
from parvis.domains.gatherings.selectors import AgendaFilters
from parvis.domains.gatherings.services.saved import NoName, NothingToKeep, TooManyKept
from parvis.domains.gatherings.vocabulary import FILTER_NAME_MAX, SAVED_MOST
from parvis.domains.people import services as people
from parvis.kernel.errors import NotVisible
from tests.factories.gatherings import NOW
from tests.factories.people import a_resident, signed_in

pytestmark = pytest.mark.django_db
LIST = "/agenda/mes-recherches/"
FREE = AgendaFilters(free_of_charge=True)


def kept(resident: Any, filters: AgendaFilters = FREE, name: str = "Gratuit") -> SavedFilters:
    return services.keep_filters(resident=resident, name=name, filters=filters, at=NOW)


def words(response: Any) -> str:
    return str(response.content.decode())


def test_search_is_kept_once_and_takes_the_last_name() -> None:
    lea = a_resident()
    first = kept(lea)
    again = kept(lea, name=" Sans   payer ")

    assert first.pk == again.pk
    assert [(one.name, one.query) for one in selectors.saved_of(lea)] == [
        ("Sans payer", "gratuit=1")
    ]


def test_nothing_nameless_or_endless_is_kept() -> None:
    lea = a_resident()

    with pytest.raises(NothingToKeep):
        kept(lea, AgendaFilters())
    with pytest.raises(NoName):
        kept(lea, name=" \u200b ")
    for age in range(SAVED_MOST):
        kept(lea, AgendaFilters(age=age), name=f"Âge {age}")
    with pytest.raises(TooManyKept):
        kept(lea, AgendaFilters(age=99))
    kept(lea, AgendaFilters(age=3), name="Trois ans")
    kept(a_resident())

    assert len(selectors.saved_of(lea)) == SAVED_MOST


def test_search_is_its_owners_alone() -> None:
    lea, other = a_resident(), a_resident()
    one = kept(lea)

    with pytest.raises(NotVisible):
        services.rename_filters(resident=other, saved_id=one.pk, name="À moi")
    services.drop_filters(resident=other, saved_id=one.pk)

    assert selectors.saved_of(other) == []
    assert selectors.saved_of(lea) == [one]
    services.drop_filters(resident=lea, saved_id=one.pk)
    services.drop_filters(resident=lea, saved_id=one.pk)
    assert selectors.saved_of(lea) == []


def test_search_is_kept_from_the_agenda_and_found_in_the_list() -> None:
    lea = a_resident()
    browser = signed_in(lea)
    agenda = words(browser.get("/agenda/?vue=mois&seul=1&gratuit=1"))
    assert 'name="query" value="gratuit=1&amp;seul=1"' in agenda

    response = browser.post(LIST, {"name": "Sans payer", "query": "seul=1&gratuit=1&bruit=2"})

    assert (response.status_code, response["Location"]) == (303, LIST)
    page = words(browser.get(LIST))
    assert "Sans payer" in page
    assert "Gratuit · On peut venir seul·e" in page
    assert 'href="/agenda/?gratuit=1&amp;seul=1"' in page


def test_what_is_wrong_is_said_and_what_was_typed_is_kept() -> None:
    browser = signed_in(a_resident())

    nameless = browser.post(LIST, {"name": "", "query": "gratuit=1"})
    nothing = browser.post(LIST, {"name": "Tout", "query": "inconnu=1"})
    long = browser.post(LIST, {"name": "x" * (FILTER_NAME_MAX + 1), "query": "gratuit=1"})

    assert [one.status_code for one in (nameless, nothing, long)] == [422] * 3
    assert "Donnez un nom" in words(nameless)
    assert 'value="gratuit=1"' in words(nameless)
    assert "Choisissez d’abord" in words(nothing)
    assert 'value="Tout"' in words(nothing)
    assert not SavedFilters.objects.exists()


def test_search_is_renamed_and_taken_away() -> None:
    lea = a_resident()
    browser, one = signed_in(lea), kept(lea)
    rename = reverse("gatherings:rename_saved", args=[one.pk])
    drop = reverse("gatherings:drop_saved", args=[one.pk])

    assert browser.post(rename, {"name": "Le dimanche"}).status_code == 303
    assert "Le dimanche" in words(browser.get(LIST))
    wrong = browser.post(rename, {"name": " "})
    assert wrong.status_code == 422
    assert '<details class="disclosure" open>' in words(wrong)
    assert browser.post(drop).status_code == 303
    assert browser.post(drop).status_code == 303
    assert "Vous n’avez encore rien gardé" in words(browser.get(LIST))


def test_others_find_nothing_there() -> None:
    one = kept(a_resident())
    other = signed_in(a_resident())
    rename = reverse("gatherings:rename_saved", args=[one.pk])

    assert other.post(rename, {"name": "À moi"}).status_code == 404
    assert other.post(rename, {"name": ""}).status_code == 404
    assert one.name not in words(other.get(LIST))
    assert Client().get(LIST).status_code == 302
    assert "Garder cette recherche" not in words(Client().get("/agenda/?gratuit=1"))
    assert "Garder cette recherche" in words(other.get("/agenda/?gratuit=1"))


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_as_many_queries_whatever_is_kept(
    count: int, django_assert_max_num_queries: Any
) -> None:
    lea = a_resident()
    browser = signed_in(lea)
    for age in range(count):
        kept(lea, AgendaFilters(age=age), name=f"Âge {age}")
    browser.get(LIST)

    with django_assert_max_num_queries(9):
        assert words(browser.get(LIST)).count("/retirer/") == count


def test_searches_go_with_the_account_and_are_taken_along() -> None:
    lea = a_resident()
    kept(lea, name="Sans payer")

    archive = zipfile.ZipFile(io.BytesIO(people.export_of(lea, NOW)))
    told = json.loads(archive.read("donnees.json"))
    assert "Sans payer" in json.dumps(told["gatherings.saved"], ensure_ascii=False)
    assert SavedFilters._meta.get_field("resident").remote_field.on_delete.__name__ == "CASCADE"
