"""Nobody comes alone to nobody: who waits, how many, and who never."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from parvis.domains.circles.vocabulary import Visibility
from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.models import Attendance, CoHost, Gathering, Occurrence
from parvis.domains.gatherings.vocabulary import GREETED_MAX, Audience, CoHosting
from parvis.domains.organisations import services as organisations
from parvis.domains.organisations.vocabulary import Part
from parvis.domains.people import services as people
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import Role
from parvis.kernel import tasks
from parvis.kernel.errors import NotVisible
from tests.domains.watch.races import at_once
from tests.factories.circles import a_circle
from tests.factories.circles import a_member as in_circle
from tests.factories.gatherings import NOW, a_gathering, comes
from tests.factories.organisations import a_member, an_organisation
from tests.factories.people import a_block, a_resident, a_role

pytestmark = pytest.mark.django_db
NAMES = ("Odile", "Nadia", "Léa", "Noé", "Serge", "Aminata")


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        tasks.run_due()
        yield traveller


@pytest.fixture
def cast() -> dict[str, Resident]:
    return {name: a_resident(name=name) for name in NAMES}


@pytest.fixture
def gathering(cast: dict[str, Resident]) -> Gathering:
    """Odile and Nadia animate it; nobody greets in particular."""
    return a_gathering(
        host=cast["Odile"],
        organisation=an_organisation(hosts=(cast["Odile"], cast["Nadia"])),
        title="Café du matin",
    )


@pytest.fixture
def date(gathering: Gathering) -> Occurrence:
    return gathering.occurrences.select_related("gathering").get()


def settled(date: Occurrence) -> dict[str, str | None]:
    """Who waits for whom, once all that was due is done."""
    tasks.run_due(raising=True)
    rows = date.attendances.filter(state="going", alone=True).order_by("pk")
    return {one.resident.name: one.greeter.name if one.greeter else None for one in rows}


def offers(resident: Resident, date: Occurrence, is_offered: bool = True) -> None:
    services.offer_to_greet(occurrence_id=date.pk, resident=resident, offers=is_offered, at=NOW)


def titles(resident: Resident) -> list[str]:
    found = resident.notices.order_by("created_at", "id")
    return list(found.values_list("title", flat=True))


def named(gathering: Gathering, greeter: Resident, sign: str = "une écharpe rouge") -> None:
    Gathering.objects.filter(pk=gathering.pk).update(
        greeter=greeter, greeter_name=greeter.name, sign=sign
    )


def test_own_greeter_waits_first_with_their_sign(
    cast: dict[str, Resident], gathering: Gathering, date: Occurrence
) -> None:
    named(gathering, cast["Serge"])
    comes(cast["Léa"], date, alone=True)

    assert settled(date) == {"Léa": "Serge"}
    (notice,) = cast["Léa"].notices.all()
    assert notice.title == "Serge vous attendra à l’entrée mardi 24 novembre"
    assert "Pour reconnaître Serge\u202f: une écharpe rouge." in notice.body
    assert notice.about == cast["Serge"]
    assert titles(cast["Serge"]) == [
        "Léa vient seul·e mardi 24 novembre\u202f: vous l’attendez à l’entrée"
    ]
    assert titles(cast["Odile"]) == titles(cast["Nadia"]) == []


def test_hosts_wait_when_nobody_is_named_and_hold_up_a_sheet(
    cast: dict[str, Resident], date: Occurrence
) -> None:
    comes(cast["Léa"], date, alone=True)

    assert settled(date) == {"Léa": "Odile"}
    for who in ("Léa", "Odile"):
        assert "une feuille où l’on lit «\u202fCafé du matin\u202f»" in cast[who].notices.get().body
    assert titles(cast["Nadia"]) == []


def test_host_who_said_they_come_waits_before_the_others(
    cast: dict[str, Resident], date: Occurrence
) -> None:
    comes(cast["Nadia"], date)
    comes(cast["Léa"], date, alone=True)

    assert settled(date) == {"Léa": "Nadia"}


def test_those_who_are_greeted_are_shared_out_and_capped(
    cast: dict[str, Resident], date: Occurrence
) -> None:
    alone = [a_resident(name=f"Seul {n}") for n in range(8)]
    for each in alone:
        comes(each, date, alone=True)

    waits = list(settled(date).values())

    assert (waits.count("Odile"), waits.count("Nadia")) == (GREETED_MAX, GREETED_MAX)
    assert waits.count(None) == 2
    assert waits[:2] == ["Odile", "Nadia"]


def test_neighbour_who_offered_waits_when_hosts_have_enough(
    cast: dict[str, Resident], date: Occurrence
) -> None:
    for name in ("Odile", "Nadia"):
        offers(cast[name], date, is_offered=False)
    comes(cast["Serge"], date)
    comes(cast["Noé"], date)
    comes(cast["Léa"], date, alone=True)
    assert settled(date) == {"Léa": None}

    offers(cast["Serge"], date)

    assert settled(date) == {"Léa": "Serge"}


def test_who_offers_must_come_and_not_alone(cast: dict[str, Resident], date: Occurrence) -> None:
    with pytest.raises(NotVisible):
        offers(cast["Serge"], date)
    comes(cast["Serge"], date, alone=True)
    with pytest.raises(services.NotThere):
        offers(cast["Serge"], date)
    with pytest.raises(services.NotThere):
        offers(cast["Odile"], date)


def test_cohosts_wait_once_they_said_yes(
    cast: dict[str, Resident], gathering: Gathering, date: Occurrence
) -> None:
    for name in ("Odile", "Nadia"):
        offers(cast[name], date, is_offered=False)
    other = an_organisation(hosts=(cast["Aminata"],))
    shared = CoHost.objects.create(gathering=gathering, organisation=other)
    comes(cast["Léa"], date, alone=True)
    assert settled(date) == {"Léa": None}

    shared.state = CoHosting.ACCEPTED
    shared.save()
    services.find_missing_greeters(at=NOW)

    assert settled(date) == {"Léa": "Aminata"}


@pytest.mark.parametrize("made_by", ["Odile", "Léa"])
def test_nobody_hidden_from_the_other_waits(
    cast: dict[str, Resident], date: Occurrence, made_by: str
) -> None:
    a_block(cast[made_by], cast[{"Odile": "Léa", "Léa": "Odile"}[made_by]])
    comes(cast["Léa"], date, alone=True)

    assert settled(date) == {"Léa": "Nadia"}
    assert titles(cast["Odile"]) == []


def test_block_afterwards_parts_them_and_both_are_told(
    cast: dict[str, Resident], date: Occurrence, now: time_machine.Traveller
) -> None:
    comes(cast["Léa"], date, alone=True)
    assert settled(date) == {"Léa": "Odile"}
    now.shift(timedelta(hours=1))

    people.block(by=cast["Odile"], other=cast["Léa"], at=NOW + timedelta(hours=1))

    assert settled(date) == {"Léa": "Nadia"}
    assert titles(cast["Léa"])[1:] == [
        "Finalement, Nadia vous attendra à l’entrée mardi 24 novembre"
    ]
    assert titles(cast["Nadia"]) == [
        "Léa vient seul·e mardi 24 novembre\u202f: vous l’attendez à l’entrée"
    ]
    assert len(titles(cast["Odile"])) == 1  # nothing more of somebody they no longer see


def test_greeter_who_cannot_is_replaced_and_thanked(
    cast: dict[str, Resident], date: Occurrence, now: time_machine.Traveller
) -> None:
    comes(cast["Léa"], date, alone=True)
    assert settled(date) == {"Léa": "Odile"}
    now.shift(timedelta(hours=1))

    offers(cast["Odile"], date, is_offered=False)
    offers(cast["Odile"], date, is_offered=False)

    assert settled(date) == {"Léa": "Nadia"}
    assert titles(cast["Odile"])[1:] == [
        "Quelqu’un d’autre attendra Léa mardi 24 novembre\u202f: merci à vous"
    ]
    assert cast["Léa"].notices.filter(read_at=None).count() == 1
    date.refresh_from_db()
    assert date.going == 1


@pytest.mark.parametrize("how", ["leaves", "is suspended", "asks to be erased", "is removed"])
def test_greeter_who_goes_is_replaced(
    cast: dict[str, Resident], gathering: Gathering, date: Occurrence, how: str
) -> None:
    odile = cast["Odile"]
    named(gathering, odile)
    comes(odile, date)
    comes(cast["Léa"], date, alone=True)
    assert settled(date) == {"Léa": "Odile"}

    if how == "leaves":
        services.leave(occurrence_id=date.pk, resident=odile, at=NOW)
    elif how == "is suspended":
        people.suspend(resident=odile, by=None, at=NOW)
    elif how == "asks to be erased":
        people.ask_erasure(resident=odile, at=NOW)
    else:
        organisations.remove_member(
            organisation=gathering.organisation, resident=odile, by=odile, at=NOW
        )

    assert settled(date) == {"Léa": "Nadia"}


def test_hosts_are_told_that_somebody_waits_when_nobody_can(
    cast: dict[str, Resident], date: Occurrence
) -> None:
    for name in ("Odile", "Nadia"):
        offers(cast[name], date, is_offered=False)
    comes(cast["Léa"], date, alone=True)

    assert settled(date) == {"Léa": None}
    for name in ("Odile", "Nadia"):
        assert titles(cast[name]) == [
            "Léa vient seul·e mardi 24 novembre\u202f: qui l’attend à l’entrée\u202f?"
        ]
    assert titles(cast["Léa"]) == []


def test_coordination_is_told_when_every_host_is_hidden(
    cast: dict[str, Resident], gathering: Gathering, date: Occurrence
) -> None:
    a_role(cast["Aminata"], Role.COORDINATOR, gathering.place.area)
    for name in ("Odile", "Nadia"):
        a_block(cast["Léa"], cast[name])
    comes(cast["Léa"], date, alone=True)

    assert settled(date) == {"Léa": None}
    assert len(titles(cast["Aminata"])) == 1
    assert titles(cast["Odile"]) == titles(cast["Nadia"]) == []


def test_last_greeter_leaving_tells_the_one_who_comes_and_the_hosts(
    cast: dict[str, Resident], date: Occurrence, now: time_machine.Traveller
) -> None:
    for name in ("Odile", "Nadia"):
        offers(cast[name], date, is_offered=False)
    comes(cast["Serge"], date)
    offers(cast["Serge"], date)
    comes(cast["Léa"], date, alone=True)
    assert settled(date) == {"Léa": "Serge"}
    now.shift(timedelta(hours=1))

    services.leave(occurrence_id=date.pk, resident=cast["Serge"], at=NOW + timedelta(hours=1))

    assert settled(date) == {"Léa": None}
    assert titles(cast["Léa"])[1:] == [
        "Les personnes qui animent savent que vous venez seul·e mardi 24 novembre"
    ]
    assert len(titles(cast["Odile"])) == len(titles(cast["Nadia"])) == 1


def test_coming_with_others_frees_the_greeter(
    cast: dict[str, Resident], date: Occurrence, now: time_machine.Traveller
) -> None:
    comes(cast["Léa"], date, alone=True)
    settled(date)
    now.shift(timedelta(minutes=5))
    comes(cast["Léa"], date, alone=False, at=NOW + timedelta(minutes=5))

    assert settled(date) == {}
    assert Attendance.objects.get(resident=cast["Léa"]).greeter is None
    assert titles(cast["Odile"])[1:] == ["Léa ne vient plus seul·e mardi 24 novembre"]


def test_called_off_date_frees_who_waits_without_coming(
    cast: dict[str, Resident], date: Occurrence
) -> None:
    comes(cast["Léa"], date, alone=True)
    settled(date)

    services.cancel_occurrence(occurrence=date, by=cast["Nadia"], at=NOW)
    tasks.run_due(raising=True)

    (told,) = titles(cast["Odile"])[1:]
    assert told.endswith("n’aura pas lieu mardi 24 novembre\u202f: vous n’avez personne à attendre")
    assert cast["Odile"].notices.filter(read_at=None).count() == 1


def test_greeter_without_an_account_keeps_their_first_ones(
    cast: dict[str, Resident], gathering: Gathering, date: Occurrence
) -> None:
    Gathering.objects.filter(pk=gathering.pk).update(greeter_name="Renée", sign="un béret")
    alone = [a_resident(name=f"Seul {n}") for n in range(4)]
    for each in alone:
        comes(each, date, alone=True)

    assert list(settled(date).values()) == [None, None, None, "Odile"]
    date.gathering.refresh_from_db()
    first = selectors.greeting_of(alone[0], date)
    assert first is not None
    assert (first.waits, first.sign) == ("Renée", "un béret")


def test_in_a_sensitive_circle_people_go_by_their_pseudonym(cast: dict[str, Resident]) -> None:
    circle = a_circle(Visibility.SENSITIVE)
    for name, pseudonym in (("Odile", "Mésange"), ("Léa", "Loriot"), ("Noé", "Pinson")):
        in_circle(circle, cast[name], pseudonym)
    gathering = a_gathering(host=cast["Odile"], title="Parler de la maladie")
    Gathering.objects.filter(pk=gathering.pk).update(
        organisation=None, audience=Audience.CIRCLE, circle=circle
    )
    date = gathering.occurrences.get()
    comes(cast["Léa"], date, alone=True)

    assert settled(date) == {"Léa": "Odile"}
    said = [
        f"{one.title} {one.body}" for who in ("Léa", "Odile") for one in cast[who].notices.all()
    ]
    assert len(said) == 2
    for words in said:
        assert "Odile" not in words
        assert "Léa" not in words
        assert "maladie" not in words
    assert "Mésange" in said[0]
    assert "Loriot" in said[1]
    date = Occurrence.objects.select_related("gathering__circle").get()
    seen = selectors.greeting_of(cast["Odile"], date)
    assert seen is not None
    assert seen.greeted == ("Loriot",)


def test_telling_and_finding_again_changes_nothing(
    cast: dict[str, Resident], date: Occurrence
) -> None:
    comes(cast["Léa"], date, alone=True)
    settled(date)
    before = titles(cast["Léa"]) + titles(cast["Odile"])

    assert services.find_greeters(occurrence_id=date.pk, at=NOW) == 0
    tasks.run_due(raising=True)

    assert titles(cast["Léa"]) + titles(cast["Odile"]) == before


def test_changes_of_one_instant_are_still_in_order(
    cast: dict[str, Resident], date: Occurrence
) -> None:
    """The clock may stand still, or go back: what comes later is later."""
    comes(cast["Léa"], date, alone=True)
    services.find_greeters(occurrence_id=date.pk, at=NOW)
    first = Attendance.objects.get(resident=cast["Léa"]).greeter_at
    offers(cast["Odile"], date, is_offered=False)

    after = Attendance.objects.get(resident=cast["Léa"])
    assert after.greeter == cast["Nadia"]
    assert first is not None
    assert after.greeter_at is not None
    assert after.greeter_at > first


def test_finding_asks_as_many_queries_for_one_as_for_three(
    cast: dict[str, Resident], gathering: Gathering, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for people_alone in (1, 3):
        date = a_gathering(
            host=cast["Odile"], organisation=gathering.organisation
        ).occurrences.get()
        for _ in range(people_alone):
            comes(a_resident(), date, alone=True)
        services.find_greeters(occurrence_id=date.pk, at=NOW)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            services.find_greeters(occurrence_id=date.pk, at=NOW)
        counts.append(len(asked))

    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_cap_holds_when_twenty_come_at_once(cast: dict[str, Resident]) -> None:
    date = a_gathering(
        host=cast["Odile"], organisation=an_organisation(hosts=(cast["Odile"], cast["Nadia"]))
    ).occurrences.get()
    alone = [a_resident() for _ in range(12)]

    def come_and_find(who: Resident) -> int:
        comes(who, date, alone=True)
        return services.find_greeters(occurrence_id=date.pk, at=NOW)

    results = at_once(*[lambda who=who: come_and_find(who) for who in alone])

    assert [each for each in results if isinstance(each, Exception)] == []
    loads = [
        Attendance.objects.filter(occurrence=date, greeter=cast[name]).count()
        for name in ("Odile", "Nadia")
    ]
    assert loads == [GREETED_MAX, GREETED_MAX]


def test_a_new_host_is_found_within_the_hour(
    cast: dict[str, Resident], gathering: Gathering, date: Occurrence, now: time_machine.Traveller
) -> None:
    for name in ("Odile", "Nadia"):
        offers(cast[name], date, is_offered=False)
    comes(cast["Léa"], date, alone=True)
    assert settled(date) == {"Léa": None}
    a_member(gathering.organisation, cast["Aminata"], part=Part.HOST)

    now.shift(timedelta(minutes=61))

    assert settled(date) == {"Léa": "Aminata"}
