"""Other terms: everybody is asked again, and who does not answer is free."""

from datetime import time, timedelta
from typing import Any

import pytest

from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.models import Attendance, Gathering, Terms
from parvis.domains.gatherings.services.consent.versions import answer_by
from parvis.domains.gatherings.vocabulary import VERSIONS_MAX, Answer, Coming
from parvis.domains.people.models import Resident
from parvis.kernel.models import Fact
from tests.factories.gatherings import NOW, paris
from tests.factories.meetings import (
    SATURDAY,
    SUNDAY,
    a_park,
    a_plan,
    answer_of,
    changes,
    meeting_values,
    says_yes,
    the_date,
)
from tests.factories.people import a_resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreed(ana: Resident, bilal: Resident) -> Gathering:
    """Both have said yes to a walk on Saturday at 15 h."""
    plan = a_plan(ana, bilal)
    says_yes(plan, bilal)
    return plan


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Boire un café"),
        ("day", SUNDAY),
        ("starts", time(11)),
        ("minutes", 90),
        ("weeks", 3),
        ("price_cents", 300),
        ("capacity", 6),
        ("guests_max", 1),
        ("photos", "asked"),
        ("children", True),
    ],
)
def test_change_of_substance_asks_everybody_again(
    agreed: Gathering, ana: Resident, bilal: Resident, field: str, value: Any
) -> None:
    changes(agreed, ana, **{field: value})

    assert agreed.terms_version == 2
    assert answer_of(agreed, ana).accepted_version == 2
    again = answer_of(agreed, bilal)
    assert (again.state, again.accepted_version) == (Answer.ASKED, 1)
    assert again.answer_by is not None
    assert the_date(agreed).going == 2  # kept until the time to answer is over
    assert Fact.objects.filter(name__endswith="TermsRewritten").count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("about", "Tranquillement, le long du canal, avec un chien."),
        ("where_note", "Au portail"),
        ("bring", "De bonnes chaussures"),
        ("access_note", "L’ascenseur est à gauche"),
        ("title", "une Balade"),
    ],
)
def test_change_of_words_asks_nobody(
    agreed: Gathering, ana: Resident, bilal: Resident, field: str, value: str
) -> None:
    changes(agreed, ana, **{field: value})

    assert agreed.terms_version == 1
    assert getattr(agreed, field) == value
    assert answer_of(agreed, bilal).state == Answer.ACCEPTED
    assert not Fact.objects.filter(name__endswith="TermsRewritten").exists()


def test_new_host_is_somebody_who_said_yes_and_is_asked_again(
    agreed: Gathering, ana: Resident, bilal: Resident
) -> None:
    with pytest.raises(services.GatheringRefused) as refused:
        changes(agreed, ana, host=a_resident())
    assert set(refused.value.problems) == {"host"}

    changes(agreed, ana, host=bilal)

    assert agreed.host == bilal
    assert answer_of(agreed, bilal).state == Answer.ASKED


def test_terms_are_kept_as_they_were_written(agreed: Gathering, ana: Resident) -> None:
    first = Terms.objects.filter(gathering=agreed).values().get()

    changes(agreed, ana, minutes=90, about="Autrement.")

    assert Terms.objects.filter(gathering=agreed, version=1).values().get() == first
    assert Terms.objects.get(gathering=agreed, version=2).about == "Autrement."


def test_same_values_again_change_nothing(agreed: Gathering, ana: Resident) -> None:
    changes(agreed, ana, minutes=90)

    changes(agreed, ana, minutes=90, version=1)  # the same form sent twice

    assert agreed.terms_version == 2


def test_change_of_what_changed_meanwhile_is_refused(agreed: Gathering, ana: Resident) -> None:
    changes(agreed, ana, minutes=90)

    with pytest.raises(services.TermsChanged):
        changes(agreed, ana, minutes=120, version=1)


def test_changes_have_an_end(agreed: Gathering, ana: Resident) -> None:
    for minute in range(VERSIONS_MAX - 1):
        changes(agreed, ana, minutes=61 + minute)

    with pytest.raises(services.TooManyChanges):
        changes(agreed, ana, minutes=180)


def test_dates_follow_and_seats_with_them(
    agreed: Gathering, ana: Resident, bilal: Resident
) -> None:
    before = the_date(agreed)

    changes(agreed, ana, day=SUNDAY, starts=time(11), weeks=3)

    dates = list(agreed.occurrences.order_by("starts_at"))
    assert dates[0].pk == before.pk
    assert [one.starts_at for one in dates] == [
        paris("2026-11-29 11:00"),
        paris("2026-12-06 11:00"),
        paris("2026-12-13 11:00"),
    ]
    assert [one.going for one in dates] == [2, 2, 2]


def test_series_moved_by_a_week_keeps_its_dates_apart(ana: Resident, bilal: Resident) -> None:
    plan = a_plan(ana, bilal, weeks=3)
    known = list(plan.occurrences.order_by("starts_at").values_list("pk", flat=True))

    changes(plan, ana, day=meeting_values()["day"] + timedelta(weeks=1), weeks=3)

    dates = list(plan.occurrences.order_by("starts_at"))
    assert [one.pk for one in dates] == known
    assert [one.rule_at for one in dates] == [one.starts_at for one in dates]
    assert dates[0].starts_at == paris("2026-12-05 15:00")


def test_series_made_shorter_calls_off_what_is_too_many(ana: Resident, bilal: Resident) -> None:
    plan = a_plan(ana, bilal, weeks=4)

    changes(plan, ana, weeks=2)

    off = list(plan.occurrences.order_by("starts_at").values_list("is_cancelled", flat=True))
    assert off == [False, False, True, True]


def test_series_under_way_asked_for_as_it_goes_on_is_no_change(
    ana: Resident, bilal: Resident
) -> None:
    plan = a_plan(ana, bilal, weeks=4)
    later = paris("2026-12-06 10:00")  # two of the four are past

    changes(plan, ana, at=later, day=meeting_values()["day"] + timedelta(weeks=2), weeks=2)

    assert plan.terms_version == 1


@pytest.mark.parametrize(
    ("left", "given"),
    [
        (timedelta(days=10), timedelta(hours=48)),
        (timedelta(hours=30), timedelta(hours=15)),
        (timedelta(hours=3), timedelta(hours=1)),
        (timedelta(hours=4), timedelta(hours=2)),
        (timedelta(hours=2), timedelta(hours=1)),
        (timedelta(minutes=40), timedelta(minutes=40)),
    ],
)
def test_time_to_answer_again(left: timedelta, given: timedelta) -> None:
    """Two days, or half the time left, two hours before at the latest, an hour at the least."""
    assert answer_by(NOW, NOW + left) == NOW + given


def test_who_does_not_answer_is_free_once_the_time_is_over(
    agreed: Gathering, ana: Resident, bilal: Resident
) -> None:
    changes(agreed, ana, minutes=90)
    deadline = answer_of(agreed, bilal).answer_by
    assert deadline is not None

    assert services.free_unanswered(deadline - timedelta(minutes=1)) == 0
    assert services.free_unanswered(deadline) == 1
    assert services.free_unanswered(deadline) == 0

    assert answer_of(agreed, bilal).state == Answer.FREED
    assert the_date(agreed).going == 1
    assert Fact.objects.filter(name__endswith="AnswerLapsed").count() == 1


def test_who_was_freed_may_still_say_yes(agreed: Gathering, ana: Resident, bilal: Resident) -> None:
    changes(agreed, ana, minutes=90)
    services.free_unanswered(NOW + timedelta(days=3))

    says_yes(agreed, bilal, at=NOW + timedelta(days=3))

    assert the_date(agreed).going == 2


def test_who_answered_in_time_stays(agreed: Gathering, ana: Resident, bilal: Resident) -> None:
    changes(agreed, ana, minutes=90)
    says_yes(agreed, bilal)

    assert services.free_unanswered(NOW + timedelta(days=5)) == 0
    assert the_date(agreed).going == 2


def test_who_had_never_said_yes_has_nothing_to_be_freed_of(ana: Resident, bilal: Resident) -> None:
    plan = a_plan(ana, bilal)

    changes(plan, ana, minutes=90)

    assert answer_of(plan, bilal).answer_by is None
    assert services.free_unanswered(NOW + timedelta(days=5)) == 0


def test_who_declined_is_asked_again_when_something_else_is_proposed(
    ana: Resident, bilal: Resident
) -> None:
    plan = a_plan(ana, bilal)
    services.decline_terms(gathering=plan, by=bilal, at=NOW)

    changes(plan, ana, day=SUNDAY)

    assert answer_of(plan, bilal).state == Answer.ASKED


def test_no_to_new_terms_gives_the_seat_back_without_a_word(
    agreed: Gathering, ana: Resident, bilal: Resident
) -> None:
    changes(agreed, ana, minutes=90)
    before = Fact.objects.filter(name__contains="Plan").count()

    services.decline_terms(gathering=agreed, by=bilal, at=NOW)
    services.seat_given_back(occurrence_id=the_date(agreed).pk, resident_id=bilal.pk, at=NOW)

    assert Fact.objects.filter(name__contains="Plan").count() == before
    seat = Attendance.objects.get(occurrence=the_date(agreed), resident=bilal)
    assert seat.state == Coming.CANCELLED
    agreed.refresh_from_db()
    assert agreed.status == "published"


def test_what_changed_is_told_before_and_after(
    agreed: Gathering, ana: Resident, bilal: Resident
) -> None:
    library = a_park(name="Jardin des Lilas")
    changes(agreed, ana, starts=time(11), place=library, price_cents=250, guests_max=1)

    plan = selectors.plan_for(bilal, agreed, NOW)

    told = {one.label: (one.before, one.after) for one in plan.changed}
    assert set(told) == {"Quand", "Où", "Prix", "Combien"}
    assert told["Quand"][0].startswith("Samedi 28 novembre à 15")
    assert told["Quand"][1].startswith("Samedi 28 novembre à 11")
    assert told["Où"][1] == "Jardin des Lilas"
    assert told["Prix"][0] == "Gratuit"
    assert told["Combien"][1].endswith("chacun·e peut venir avec quelqu’un")


def test_first_meeting_in_the_evening_is_asked_about_once_more(
    ana: Resident, bilal: Resident
) -> None:
    with pytest.raises(services.GatheringRefused) as refused:
        a_plan(ana, bilal, starts=time(18, 30))
    assert set(refused.value.problems) == {"evening_ok"}

    plan = services.propose_gathering(
        by=ana,
        to=[bilal],
        values=meeting_values(starts=time(18, 30), evening_ok=True),
        at=NOW,
        vouched=True,
    )

    assert plan.starts_at == paris("2026-11-28 18:30")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": "…"}, "title"),
        ({"minutes": 5}, "minutes"),
        ({"weeks": 9}, "weeks"),
        ({"capacity": 1}, "capacity"),
        ({"guests_max": 6}, "guests_max"),
        ({"price_cents": 60_000}, "price"),
        ({"photos": "all"}, "photos"),
        ({"day": SATURDAY - timedelta(days=8)}, "day"),
        ({"about": "a" * 2001}, "about"),
    ],
)
def test_what_cannot_be_proposed_is_said_beside_its_field(
    ana: Resident, bilal: Resident, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(services.GatheringRefused) as refused:
        a_plan(ana, bilal, **fields)

    assert set(refused.value.problems) == {field}


def test_place_that_is_closed_then_is_refused(ana: Resident, bilal: Resident) -> None:
    with pytest.raises(services.GatheringRefused) as refused:
        a_plan(ana, bilal, place=a_park(opening_hours="Mo-Fr 08:00-20:00"))

    assert set(refused.value.problems) == {"place"}


def test_place_that_is_not_in_the_directory_is_refused(ana: Resident, bilal: Resident) -> None:
    with pytest.raises(services.GatheringRefused) as refused:
        a_plan(ana, bilal, place=a_park(published=False))

    assert set(refused.value.problems) == {"place"}
