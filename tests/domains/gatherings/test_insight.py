"""What hosts see of their dates: figures, and who may need a word. Never more."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parvis.domains.circles.vocabulary import Visibility
from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.models import Attendance, Gathering, Occurrence, WalkIn
from parvis.domains.gatherings.vocabulary import Audience
from parvis.domains.people.models import Resident
from parvis.kernel.errors import NotVisible
from tests.factories.circles import a_circle
from tests.factories.gatherings import NOW, a_gathering, comes
from tests.factories.organisations import an_organisation
from tests.factories.people import a_block, a_resident, signed_in

pytestmark = pytest.mark.django_db
NAMES = ("Odile", "Nadia", "Léa", "Noé", "Serge", "Aminata")
#: The dates are on Tuesdays, from 24 November 2026 on.
AFTER_FIVE = NOW + timedelta(weeks=5)


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast() -> dict[str, Resident]:
    return {name: a_resident(name=name) for name in NAMES}


@pytest.fixture
def gathering(cast: dict[str, Resident]) -> Gathering:
    return a_gathering(
        host=cast["Odile"],
        organisation=an_organisation(hosts=(cast["Odile"], cast["Nadia"])),
        title="Café du matin",
        rrule="FREQ=WEEKLY",
    )


def dates(gathering: Gathering) -> list[Occurrence]:
    return list(gathering.occurrences.order_by("starts_at"))


def came_to(who: Resident, gathering: Gathering, *numbers: int, **more: Any) -> None:
    for number in numbers:
        comes(who, dates(gathering)[number], **more)


def seen(viewer: Resident, gathering: Gathering, at: Any = AFTER_FIVE) -> selectors.Insight:
    found = selectors.gathering_of_host(viewer, gathering.pk)
    return selectors.insight_of(viewer, found, at)


def missed(viewer: Resident, gathering: Gathering) -> list[str]:
    return [one.name for one in seen(viewer, gathering).missed]


def test_figures_count_people_guests_and_who_waited(
    cast: dict[str, Resident], gathering: Gathering
) -> None:
    Gathering.objects.filter(pk=gathering.pk).update(capacity=4, guests_max=2)
    first, second = dates(gathering)[:2]
    services.come(occurrence_id=first.pk, resident=cast["Léa"], alone=False, guests=2, at=NOW)
    comes(cast["Noé"], first, alone=True)
    comes(cast["Serge"], first)
    Attendance.objects.filter(resident=cast["Noé"]).update(came=True)
    WalkIn.objects.create(occurrence=first)

    shown = seen(cast["Nadia"], gathering)

    one = shown.past[0]
    assert (one.people, one.guests, one.seats, one.waiting, one.alone) == (2, 2, 4, 1, 1)
    assert (one.came, one.walk_ins) == (1, 1)
    assert shown.past[1].occurrence == second
    assert (shown.past[1].people, shown.past[1].came) == (0, None)
    assert (len(shown.past), shown.most) == (5, 5)
    assert shown.ahead[0].occurrence == dates(gathering)[5]


def test_faces_are_those_who_came_alone_and_for_the_first_time(
    cast: dict[str, Resident], gathering: Gathering
) -> None:
    came_to(cast["Léa"], gathering, 0, 4, alone=True)
    came_to(cast["Noé"], gathering, 3, 4)
    came_to(cast["Serge"], gathering, 0)
    Attendance.objects.filter(resident=cast["Serge"]).update(came=False)
    came_to(cast["Serge"], gathering, 4)

    shown = seen(cast["Odile"], gathering)

    assert [one.occurrence for one in shown.faces] == dates(gathering)[4:1:-1]
    assert (shown.faces[0].alone, shown.faces[0].first_time) == (("Léa",), ("Serge",))
    assert shown.faces[1].first_time == ("Noé",)


def test_missed_is_who_came_twice_and_to_none_of_the_last_three(
    cast: dict[str, Resident], gathering: Gathering
) -> None:
    came_to(cast["Léa"], gathering, 0, 1)
    came_to(cast["Noé"], gathering, 0)
    came_to(cast["Serge"], gathering, 0, 1, 2)
    came_to(cast["Aminata"], gathering, 0, 1, 6)
    came_to(cast["Odile"], gathering, 0, 1)

    assert missed(cast["Odile"], gathering) == ["Léa"]
    assert seen(cast["Odile"], gathering).missed[0].last_at == dates(gathering)[1].starts_at


def test_who_waited_for_a_seat_or_was_expected_is_not_missed(
    cast: dict[str, Resident], gathering: Gathering
) -> None:
    came_to(cast["Léa"], gathering, 0, 1)
    came_to(cast["Noé"], gathering, 0, 1, 4)
    Attendance.objects.filter(resident=cast["Noé"], occurrence=dates(gathering)[4]).update(
        came=False
    )
    Gathering.objects.filter(pk=gathering.pk).update(capacity=1)
    came_to(cast["Serge"], gathering, 3)
    comes(cast["Léa"], dates(gathering)[3])
    assert Attendance.objects.filter(resident=cast["Léa"], state="waiting").exists()

    assert missed(cast["Odile"], gathering) == ["Noé"]


def test_called_off_dates_are_no_absence(cast: dict[str, Resident], gathering: Gathering) -> None:
    came_to(cast["Léa"], gathering, 0, 1)
    services.cancel_occurrence(occurrence=dates(gathering)[3], by=cast["Odile"], at=NOW)

    assert missed(cast["Odile"], gathering) == []  # 1, 2 and 4 are the last three


@pytest.mark.parametrize("made_by", ["Odile", "Léa"])
def test_who_is_hidden_is_in_the_figures_only(
    cast: dict[str, Resident], gathering: Gathering, made_by: str
) -> None:
    came_to(cast["Léa"], gathering, 0, 1, alone=True)
    a_block(cast[made_by], cast[{"Odile": "Léa", "Léa": "Odile"}[made_by]])

    shown = seen(cast["Odile"], gathering, NOW + timedelta(weeks=2))
    assert shown.past[0].people == 1
    assert all(not one.alone and not one.first_time for one in shown.faces)
    assert missed(cast["Odile"], gathering) == []
    assert missed(cast["Nadia"], gathering) == ["Léa"]


def test_sensitive_circle_gives_figures_and_no_name(
    client: Client, cast: dict[str, Resident], gathering: Gathering, now: Any
) -> None:
    came_to(cast["Léa"], gathering, 0, 1, alone=True)
    Gathering.objects.filter(pk=gathering.pk).update(
        audience=Audience.CIRCLE, circle=a_circle(Visibility.SENSITIVE), organisation=None
    )

    shown = seen(cast["Odile"], gathering)
    assert shown.past[0].alone == 1
    assert (shown.faces, shown.missed) == ((), ())
    now.move_to(AFTER_FIVE)
    page = signed_in(cast["Odile"]).get(reverse("gatherings:insight", args=[gathering.pk]))
    assert "Léa" not in page.content.decode()


def test_one_date_has_nobody_to_miss(cast: dict[str, Resident]) -> None:
    once = a_gathering(host=cast["Odile"])
    comes(cast["Léa"], once.occurrences.get())

    assert seen(cast["Odile"], once).missed == ()


def test_page_is_for_those_who_run_it(
    client: Client, cast: dict[str, Resident], gathering: Gathering, now: Any
) -> None:
    came_to(cast["Léa"], gathering, 0, 1, alone=True)
    now.move_to(AFTER_FIVE)
    for name in ("insight", "insight_csv"):
        address = reverse(f"gatherings:{name}", args=[gathering.pk])
        assert signed_in(cast["Serge"]).get(address).status_code == 404
        assert signed_in(cast["Léa"]).get(address).status_code == 404
        answer = client.get(address)
        assert (answer.status_code, "/compte/" in answer["Location"]) == (302, True)
        assert signed_in(cast["Nadia"]).get(address).status_code == 200
    with pytest.raises(NotVisible):
        selectors.gathering_of_host(cast["Serge"], gathering.pk)


def test_page_says_in_words_what_the_bars_draw(
    cast: dict[str, Resident], gathering: Gathering, now: Any
) -> None:
    came_to(cast["Léa"], gathering, 0, 1, alone=True)
    now.move_to(AFTER_FIVE)

    page = signed_in(cast["Odile"]).get(reverse("gatherings:insight", args=[gathering.pk]))

    words = re.sub(r"\s+", " ", page.content.decode())
    assert "mardi 24 novembre" in words
    assert words.count('<svg class="bar"') == 8
    assert all('aria-hidden="true"' in one for one in re.findall(r'<svg class="bar"[^>]*>', words))
    assert "non noté" in words
    assert reverse("conversations:write", args=[cast["Léa"].pk]) in words
    assert " style=" not in words


def test_table_of_figures_names_nobody(
    cast: dict[str, Resident], gathering: Gathering, now: Any
) -> None:
    came_to(cast["Léa"], gathering, 0, 1, alone=True)
    now.move_to(AFTER_FIVE)

    answer = signed_in(cast["Odile"]).get(reverse("gatherings:insight_csv", args=[gathering.pk]))

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert rows[1] == ["2026-11-24T09:30+01:00", "", "1", "0", "0", "1", "", "0"]
    assert len(rows) == 9
    assert "Léa" not in answer.content.decode()


def test_queries_do_not_grow_with_people_nor_dates(
    cast: dict[str, Resident], gathering: Gathering
) -> None:
    counts = []
    for number in (1, 3):
        for each in range(number):
            came_to(a_resident(), gathering, 0, 1, 4 - each, alone=True)
        with CaptureQueriesContext(connection) as asked:
            seen(cast["Odile"], gathering)
        counts.append(len(asked))

    assert counts[0] == counts[1]
