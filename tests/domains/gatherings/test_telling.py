"""Who must know is told, once, in their language; who is hidden is never named."""

from collections.abc import Iterator
from datetime import date, time, timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from parvis.domains.gatherings import services
from parvis.domains.gatherings.models import Gathering, Occurrence
from parvis.domains.notifications import services as notifications
from parvis.domains.notifications.vocabulary import Urgency
from parvis.domains.people import services as people
from parvis.domains.people.models import Resident
from parvis.kernel import events, search, tasks
from parvis.kernel.models import Delivery
from tests.factories.gatherings import NOW, TUESDAY, a_gathering, comes, values
from tests.factories.organisations import a_place, an_organisation
from tests.factories.people import a_block, a_resident, mentions_of

pytestmark = pytest.mark.django_db
WEEKLY = "FREQ=WEEKLY"
TUESDAY_SAID = "mardi 24 novembre"
TEN = "10 h"


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        tasks.run_due()  # the jobs are known from now on
        yield traveller


@pytest.fixture
def cast() -> dict[str, Resident]:
    return {
        name: a_resident(name=name, email_immediately=True)
        for name in ("Odile", "Nadia", "Léa", "Noé")
    }


@pytest.fixture
def gathering(cast: dict[str, Resident]) -> Gathering:
    """A weekly coffee; Odile animates it with Nadia, who greets."""
    return a_gathering(
        host=cast["Odile"],
        organisation=an_organisation(hosts=(cast["Odile"], cast["Nadia"])),
        title="Café du matin",
        place=a_place(name="Maison des Tilleuls"),
        greeter=cast["Nadia"],
        sign="une écharpe jaune",
        rrule=WEEKLY,
    )


def dates(gathering: Gathering) -> list[Occurrence]:
    return list(gathering.occurrences.select_related("gathering").order_by("starts_at"))


def titles(resident: Resident) -> list[str]:
    found = resident.notices.order_by("created_at", "id")
    return list(found.values_list("title", flat=True))


def told_again() -> None:
    """Every fact is delivered once more, as after a worker that died too late."""
    Delivery.objects.update(state=Delivery.State.WAITING, run_after=NOW, leased_until=None)
    tasks.run_due(raising=True)


def test_greeter_is_told_at_once_who_comes_alone_and_what_sign_to_wear(
    cast: dict[str, Resident], gathering: Gathering
) -> None:
    first = dates(gathering)[0]

    comes(cast["Léa"], first, alone=True)
    tasks.run_due(raising=True)

    notice = cast["Nadia"].notices.get()
    assert notice.title == f"Léa vient seul·e {TUESDAY_SAID} : vous l’attendez à l’entrée"
    assert "Maison des Tilleuls" in notice.body
    assert "une écharpe jaune" in notice.body
    assert (notice.url, notice.about) == (
        reverse("gatherings:occurrence", args=[first.pk]),
        cast["Léa"],
    )
    assert notice.urgency == Urgency.NOW
    assert sorted(to for sent in mail.outbox for to in sent.to) == sorted(
        [cast["Nadia"].email, cast["Léa"].email]
    )
    assert titles(cast["Odile"]) == []


def test_nobody_is_told_of_who_comes_with_others(
    cast: dict[str, Resident], gathering: Gathering
) -> None:
    comes(cast["Léa"], dates(gathering)[0])
    tasks.run_due(raising=True)

    assert titles(cast["Nadia"]) == titles(cast["Odile"]) == []


def test_who_greets_is_not_told_of_themselves(
    cast: dict[str, Resident], gathering: Gathering
) -> None:
    comes(cast["Nadia"], dates(gathering)[0], alone=True)
    tasks.run_due(raising=True)

    assert titles(cast["Nadia"]) == [f"Odile vous attendra à l’entrée {TUESDAY_SAID}"]


@pytest.mark.parametrize("made_by", ["Nadia", "Léa"])
def test_other_hosts_wait_for_who_is_hidden_from_the_greeter(
    cast: dict[str, Resident], gathering: Gathering, made_by: str
) -> None:
    other = {"Nadia": "Léa", "Léa": "Nadia"}[made_by]
    a_block(cast[made_by], cast[other])

    comes(cast["Léa"], dates(gathering)[0], alone=True)
    tasks.run_due(raising=True)

    assert titles(cast["Nadia"]) == []
    assert len(titles(cast["Odile"])) == 1
    assert not any("Léa" in f"{sent.subject} {sent.body}" for sent in mail.outbox if
                   sent.to == [cast["Nadia"].email])  # fmt: skip


def test_telling_again_tells_once(cast: dict[str, Resident], gathering: Gathering) -> None:
    comes(cast["Léa"], dates(gathering)[0], alone=True)
    tasks.run_due(raising=True)
    told_again()

    assert len(titles(cast["Nadia"])) == len(titles(cast["Léa"])) == 1
    assert len(mail.outbox) == 2


def test_greeter_is_told_not_to_wait_any_more(
    cast: dict[str, Resident], gathering: Gathering, now: time_machine.Traveller
) -> None:
    first = dates(gathering)[0]
    comes(cast["Léa"], first, alone=True)
    tasks.run_due(raising=True)
    now.shift(timedelta(minutes=5))
    services.leave(occurrence_id=first.pk, resident=cast["Léa"], at=NOW + timedelta(minutes=5))
    tasks.run_due(raising=True)

    assert titles(cast["Nadia"])[1:] == [f"Léa ne viendra finalement pas {TUESDAY_SAID}"]
    assert cast["Nadia"].notices.filter(read_at=None).count() == 1


def test_nobody_is_told_of_a_change_of_mind_before_they_were_told(
    cast: dict[str, Resident], gathering: Gathering
) -> None:
    first = dates(gathering)[0]
    comes(cast["Léa"], first, alone=True)
    services.leave(occurrence_id=first.pk, resident=cast["Léa"], at=NOW + timedelta(minutes=1))
    tasks.run_due(raising=True)

    assert titles(cast["Nadia"]) == []


def test_coming_alone_again_is_told_again(
    cast: dict[str, Resident], gathering: Gathering, now: time_machine.Traveller
) -> None:
    first, lea = dates(gathering)[0], cast["Léa"]
    for minute, alone in ((0, True), (1, False), (2, True)):
        comes(lea, first, alone=alone, at=NOW + timedelta(minutes=minute))
        tasks.run_due(raising=True)
        now.shift(timedelta(minutes=1))

    assert titles(cast["Nadia"]) == [
        f"Léa vient seul·e {TUESDAY_SAID} : vous l’attendez à l’entrée",
        f"Léa ne vient plus seul·e {TUESDAY_SAID}",
        f"Léa vient seul·e {TUESDAY_SAID} : vous l’attendez à l’entrée",
    ]


def moved(gathering: Gathering, by: Resident, **changes: object) -> None:
    given = values(
        title=gathering.title,
        about=gathering.about,
        place=gathering.place,
        rrule=gathering.rrule,
        greeter=gathering.greeter,
        sign=gathering.sign,
        **changes,
    )
    services.edit_gathering(gathering=gathering, by=by, values=given, at=NOW + timedelta(minutes=1))
    tasks.run_due(raising=True)


def test_those_who_come_are_told_once_when_it_moves(
    cast: dict[str, Resident], gathering: Gathering
) -> None:
    for one in dates(gathering)[:3]:
        comes(cast["Léa"], one)
    services.leave(occurrence_id=dates(gathering)[0].pk, resident=cast["Léa"], at=NOW)
    comes(cast["Noé"], dates(gathering)[0])

    moved(gathering, cast["Odile"], day=date(2026, 11, 26), starts=time(10), ends=time(11))
    told_again()

    (of_lea,) = cast["Léa"].notices.all()
    assert of_lea.title == f"« Café du matin » change de moment : jeudi 3 décembre à {TEN}"
    assert of_lea.url == reverse("gatherings:occurrence", args=[dates(gathering)[1].pk])
    (of_noe,) = cast["Noé"].notices.all()
    assert f"jeudi 26 novembre à {TEN}" in of_noe.title
    assert (of_noe.urgency, of_lea.urgency) == (Urgency.NOW, Urgency.CALM)
    assert titles(cast["Odile"]) == []


def test_those_who_come_are_told_of_another_place_in_their_language(
    cast: dict[str, Resident], gathering: Gathering
) -> None:
    comes(cast["Léa"], dates(gathering)[0])
    gathering.place = a_place(gathering.place.area, name="Café des Arts")

    moved(gathering, cast["Odile"])

    assert titles(cast["Léa"]) == ["« Café du matin » change de lieu : Café des Arts"]


def test_nobody_is_told_when_only_words_change(
    cast: dict[str, Resident], gathering: Gathering
) -> None:
    comes(cast["Léa"], dates(gathering)[0])

    moved(gathering, cast["Odile"], bring="Un gâteau")

    assert titles(cast["Léa"]) == []


def test_those_who_come_are_told_that_a_date_is_called_off(
    cast: dict[str, Resident], gathering: Gathering
) -> None:
    first, second = dates(gathering)[:2]
    comes(cast["Léa"], first)
    comes(cast["Noé"], second)

    services.cancel_occurrence(occurrence=first, by=cast["Odile"], at=NOW)
    tasks.run_due(raising=True)
    told_again()

    assert titles(cast["Léa"]) == [f"« Café du matin » n’aura pas lieu {TUESDAY_SAID}"]
    assert "autres dates ne changent pas" in cast["Léa"].notices.get().body
    assert titles(cast["Noé"]) == []


def test_everybody_is_told_once_that_all_is_called_off(
    cast: dict[str, Resident], gathering: Gathering
) -> None:
    for one in dates(gathering)[:4]:
        comes(cast["Léa"], one)
    comes(cast["Noé"], dates(gathering)[2])

    services.cancel_gathering(gathering=gathering, by=cast["Odile"], at=NOW)
    tasks.run_due(raising=True)

    assert titles(cast["Léa"]) == [f"« Café du matin » est annulé, à partir de {TUESDAY_SAID}"]
    assert titles(cast["Noé"]) == ["« Café du matin » est annulé, à partir de mardi 8 décembre"]


def test_called_off_is_told_even_across_a_block(
    cast: dict[str, Resident], gathering: Gathering
) -> None:
    """Nobody stands before a closed door because of a block; and nobody is named."""
    comes(cast["Léa"], dates(gathering)[0])
    a_block(cast["Odile"], cast["Léa"])

    services.cancel_occurrence(occurrence=dates(gathering)[0], by=cast["Odile"], at=NOW)
    tasks.run_due(raising=True)

    notice = cast["Léa"].notices.get()
    assert "Odile" not in notice.title + notice.body


def test_seats_of_who_leaves_the_town_or_is_suspended_are_free(
    cast: dict[str, Resident], gathering: Gathering
) -> None:
    first = dates(gathering)[0]
    for name in ("Léa", "Noé", "Nadia"):
        comes(cast[name], first)

    people.ask_erasure(resident=cast["Léa"], at=NOW)
    people.suspend(resident=cast["Noé"], by=None, at=NOW)
    tasks.run_due(raising=True)

    first.refresh_from_db()
    assert first.going == 1
    assert [each.resident for each in first.attendances.filter(state="going")] == [cast["Nadia"]]


def test_erasing_who_comes_keeps_the_count_and_the_name_of_nobody(
    cast: dict[str, Resident], gathering: Gathering
) -> None:
    first = dates(gathering)[0]
    comes(cast["Léa"], first)
    comes(cast["Noé"], first)

    people.erase(resident_id=cast["Léa"].pk, at=NOW)
    people.erase(resident_id=cast["Nadia"].pk, at=NOW)

    first.refresh_from_db()
    gathering.refresh_from_db()
    assert (first.going, first.attendances.count()) == (1, 1)
    assert (gathering.greeter, gathering.greeter_name) == (None, "")
    assert mentions_of(cast["Nadia"].pk, "Nadia") == []


def test_leaving_an_organisation_frees_its_greeter(
    cast: dict[str, Resident], gathering: Gathering
) -> None:
    from parvis.domains.organisations import services as organisations

    organisations.remove_member(
        organisation=gathering.organisation, resident=cast["Nadia"], by=cast["Nadia"], at=NOW
    )
    tasks.run_due(raising=True)

    gathering.refresh_from_db()
    assert gathering.greeter is None


def test_greeter_who_changes_their_name_is_announced_under_the_new_one(
    cast: dict[str, Resident], gathering: Gathering
) -> None:
    people.change_profile(resident=cast["Nadia"], at=NOW, name="Nour")
    tasks.run_due(raising=True)

    gathering.refresh_from_db()
    assert gathering.greeter_name == "Nour"


def test_copy_of_my_data_says_where_i_come_and_what_i_publish(
    cast: dict[str, Resident], gathering: Gathering
) -> None:
    comes(cast["Léa"], dates(gathering)[0], alone=True)
    comes(cast["Noé"], dates(gathering)[0])

    came, published, *_rest = services.export(cast["Léa"])
    assert [(row["occurrence__gathering__title"], row["alone"]) for row in came.rows] == [
        ("Café du matin", True)
    ]
    assert list(published.rows) == []
    _came, published, *_rest = services.export(cast["Odile"])
    assert [row["title"] for row in published.rows] == ["Café du matin"]
    assert "Noé" not in str([*came.rows, *published.rows])


def test_gathering_is_found_by_its_words_while_it_has_dates(
    cast: dict[str, Resident], now: time_machine.Traveller
) -> None:
    gathering = a_gathering(
        host=cast["Odile"], title="Atelier réparation", about="On recolle.", interests=("choir",)
    )
    assert search.find("reparation", kinds=["gathering"]) == []
    tasks.run_due(raising=True)

    for words in ("reparation", "recolle", gathering.place.name, "chorale", "choir", "musique"):
        assert [hit.id for hit in search.find(words, kinds=["gathering"])] == [gathering.pk], words
    services.cancel_gathering(gathering=gathering, by=cast["Odile"], at=NOW)
    tasks.run_due(raising=True)
    assert search.find("reparation", kinds=["gathering"]) == []


def test_gathering_of_the_past_is_no_longer_found(now: time_machine.Traveller) -> None:
    gathering = a_gathering(title="Atelier réparation")
    tasks.run_due(raising=True)
    assert [hit.id for hit in search.find("reparation")] == [gathering.pk]

    now.shift(timedelta(days=4))
    tasks.run_due(raising=True)

    assert search.find("reparation") == []


def test_index_built_again_holds_what_is_ahead_only(now: time_machine.Traveller) -> None:
    ahead = a_gathering(title="Réparation", rrule=WEEKLY)
    a_gathering(title="Réparation", publish=False)
    past = a_gathering(title="Réparation", at=NOW - timedelta(days=9), day=TUESDAY - timedelta(7))
    assert past.occurrences.count() == 1

    search.rebuild(["gathering"])

    assert [hit.id for hit in search.find("reparation")] == [ahead.pk]


def test_series_goes_on_by_itself(gathering: Gathering, now: time_machine.Traveller) -> None:
    now.shift(timedelta(weeks=3))
    tasks.run_due(raising=True)

    assert len(dates(gathering)) == 11


def test_facts_name_what_they_are_about(cast: dict[str, Resident]) -> None:
    """Their names are kept in the database: they must not change unseen."""
    known = {name for name in events._facts if name.startswith("gatherings.")}
    assert known == {
        "gatherings.AgainAgreed",
        "gatherings.AnswerLapsed",
        "gatherings.AttendanceEnded",
        "gatherings.AttendanceSaid",
        "gatherings.CheckInAnswered",
        "gatherings.CheckInAsked",
        "gatherings.CheckInMissed",
        "gatherings.CoHostAccepted",
        "gatherings.CoHostAsked",
        "gatherings.CoHostEnded",
        "gatherings.CounterDropped",
        "gatherings.CounterProposed",
        "gatherings.GatheringCancelled",
        "gatherings.GatheringChanged",
        "gatherings.GatheringProposed",
        "gatherings.GatheringPublished",
        "gatherings.GreeterChanged",
        "gatherings.OccurrenceAdded",
        "gatherings.OccurrenceCancelled",
        "gatherings.OccurrenceMoved",
        "gatherings.OccurrenceRestored",
        "gatherings.OfferLapsed",
        "gatherings.PeopleMet",
        "gatherings.PhotoAdded",
        "gatherings.PlanDateEnded",
        "gatherings.PlanEnded",
        "gatherings.PlanLeft",
        "gatherings.PlanPassedOn",
        "gatherings.SeatGiven",
        "gatherings.SeatOffered",
        "gatherings.SheetClosed",
        "gatherings.SourceDropped",
        "gatherings.SourceDue",
        "gatherings.SourceFailing",
        "gatherings.TermsAccepted",
        "gatherings.TermsRewritten",
        "gatherings.ThanksSaid",
        "gatherings.WaitingEnded",
    }


def test_notice_of_who_is_blocked_later_is_no_longer_shown(
    cast: dict[str, Resident], gathering: Gathering
) -> None:
    from parvis.domains.notifications import selectors as told

    comes(cast["Léa"], dates(gathering)[0], alone=True)
    tasks.run_due(raising=True)
    assert told.notices_of(cast["Nadia"]).count() == 1

    people.block(by=cast["Léa"], other=cast["Nadia"], at=NOW)

    assert told.notices_of(cast["Nadia"]).count() == 0
    notifications.settle(keys_from="alone:", at=NOW)
