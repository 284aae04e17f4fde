"""What the page of a date says to keep people safe: tips once, a way out, what hosts must know."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from parvis.domains.gatherings.models import Occurrence, TipsRead
from parvis.domains.gatherings.vocabulary import DISCREET_WORDS, Audience
from parvis.domains.people.models import Resident
from tests.domains.gatherings.test_safety_links import words
from tests.factories.encounters import ENDS, STARTS, a_meeting
from tests.factories.organisations import an_organisation
from tests.factories.people import a_resident, signed_in

pytestmark = pytest.mark.django_db
TIP = "Venez et repartez par vos propres moyens."
SAID = " ".join(str(DISCREET_WORDS).split())
ASIDE = "Emmenez la personne à l’écart"


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(STARTS - timedelta(days=1), tick=False) as traveller:
        yield traveller


@pytest.fixture
def workshop(lea: Resident, host: Resident) -> Occurrence:
    organisation = an_organisation(hosts=(host,))
    return a_meeting(lea, audience=Audience.PUBLIC, organisation=organisation)


def page(resident: Resident, occurrence: Occurrence) -> str:
    return words(signed_in(resident).get(f"/agenda/{occurrence.pk}/"))


def test_tips_are_shown_of_themselves_once_and_stay_in_reach(lea: Resident) -> None:
    meeting = a_meeting(lea, a_resident())

    first, second = page(lea, meeting), page(lea, meeting)

    assert TIP in first
    assert TIP not in second
    assert "Avant de se rencontrer" in second
    assert TIP in words(signed_in(lea).get("/agenda/avant-de-se-rencontrer/"))


def test_tips_are_for_everybody_and_reading_them_counts(lea: Resident) -> None:
    assert TIP in words(Client().get("/agenda/avant-de-se-rencontrer/"))
    signed_in(lea).get("/agenda/avant-de-se-rencontrer/")

    assert TipsRead.objects.filter(resident=lea).exists()
    assert TIP not in page(lea, a_meeting(lea, a_resident()))


def test_tips_are_not_pushed_on_who_comes_to_a_workshop(
    lea: Resident, workshop: Occurrence
) -> None:
    assert TIP not in page(lea, workshop)
    assert not TipsRead.objects.exists()


def test_who_comes_reads_how_to_leave_and_hosts_what_to_do(
    lea: Resident, host: Resident, workshop: Occurrence
) -> None:
    comes, runs, passes = (page(one, workshop) for one in (lea, host, a_resident()))

    assert SAID in comes
    assert "Aucune raison n’est nécessaire" in comes
    assert ASIDE not in comes
    assert SAID in runs
    assert ASIDE in runs
    assert SAID not in passes


def test_page_leads_to_sharing_before_and_to_news_once_begun(
    lea: Resident, workshop: Occurrence, now: time_machine.Traveller
) -> None:
    share, news = (f"/agenda/{workshop.pk}/{one}/" for one in ("partager", "des-nouvelles"))
    before = signed_in(lea).get(f"/agenda/{workshop.pk}/").content.decode()
    now.move_to(STARTS)
    during = signed_in(lea).get(f"/agenda/{workshop.pk}/").content.decode()
    now.move_to(ENDS)
    after = signed_in(lea).get(f"/agenda/{workshop.pk}/").content.decode()

    assert (share in before, news in before) == (True, False)
    assert (share in during, news in during) == (True, True)
    assert (share in after, news in after) == (False, True)
    assert f"/agenda/{workshop.pk}/apres/" in after
