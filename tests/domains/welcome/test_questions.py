"""The six screens, and the plan of the commune."""

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from parvis.domains.people.models import Resident
from parvis.domains.welcome.forms import querydict_of
from parvis.domains.welcome.selectors import Told
from parvis.domains.welcome.views.questions import SCREENS

pytestmark = pytest.mark.django_db
NOTHING = Told()


def step(client: Client, number: object, told: Told = NOTHING, **more: str) -> HttpResponse:
    data = dict(querydict_of(told).lists())
    return client.post(reverse("welcome:questions"), {**data, "step": str(number), **more})


def words(response: HttpResponse) -> str:
    return response.content.decode()


def test_screens_follow_each_other_and_carry_what_was_said(client: Client) -> None:
    told = Told(interests=("photography",), wishes=("walk",), life=("dog",), access=("quiet",))
    for number in range(1, len(SCREENS)):
        page = words(step(client, number, told, go="next"))
        assert f'name="step" value="{number + 1}"' in page
        for name, value in (("interests", "photography"), ("wishes", "walk"), ("access", "quiet")):
            assert f'name="{name}" value="{value}"' in page
    assert 'value="interests:photography"' in words(step(client, 6, told, go="next"))


def test_screens_go_back(client: Client) -> None:
    assert 'name="step" value="2"' in words(step(client, 3, go="back"))
    assert 'name="step" value="1"' in words(step(client, 1, go="back"))


@pytest.mark.parametrize("forged", ["", "0", "-3", "99", "x", "1e3", "²", "9" * 5000, "\x00"])
def test_step_forged_is_brought_back(client: Client, forged: str) -> None:
    assert step(client, forged).status_code == 200


def test_screens_store_nothing(client: Client) -> None:
    for number in range(1, 7):
        step(client, number, Told(interests=("photography",)))
    assert Session.objects.count() == 0
    assert Resident.objects.count() == 0


def test_plan_without_a_drawn_neighbourhood_does_not_exist(client: Client) -> None:
    assert client.get(reverse("welcome:plan")).status_code == 404
    assert 'type="image"' not in words(client.get(reverse("welcome:questions")))
