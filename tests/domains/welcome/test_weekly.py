"""A path lives from week to week, and the town learns how much each part counts."""

from datetime import timedelta
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from parvis.domains.circles import services as circles
from parvis.domains.circles.models import Circle
from parvis.domains.people.models import Resident
from parvis.domains.territory.models import Place
from parvis.domains.welcome import pairing, selectors, services
from parvis.domains.welcome.models import Gap, LearnedWeights, Suggestion
from parvis.domains.welcome.pairing.town import forget_town
from parvis.domains.welcome.vocabulary import CHOICES_MIN, Ending, Kind
from parvis.kernel import clock
from parvis.matching.paths.score import DEFAULT
from tests.factories.people import a_resident
from tests.factories.town import newcomers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
WEEK = timedelta(days=7, minutes=1)


@pytest.fixture
def me() -> Resident:
    one = newcomers(1)[0]
    one.seen_on = clock.now().date()
    one.save(update_fields=["seen_on"])
    return one


def active(resident: Resident) -> dict[str, Suggestion]:
    return {one.kind: one for one in Suggestion.objects.filter(resident=resident, ended_at=None)}


def a_week_later(resident: Resident) -> None:
    """As if the path had been made a week earlier."""
    for one in Suggestion.objects.filter(resident=resident):
        one.made_at -= WEEK
        one.weighed_at -= WEEK
        one.ended_at = one.ended_at and one.ended_at - WEEK
        one.save()


def test_what_nobody_followed_for_a_week_makes_room(me: Resident) -> None:
    services.renew_path(resident=me, at=clock.now())
    before = active(me)
    a_week_later(me)

    assert services.refresh_paths_due(at=clock.now()) == 1

    after = active(me)
    assert set(after) == set(before)
    renewed = [kind for kind in before if after[kind].thing_id != before[kind].thing_id]
    assert {Kind.PLACE, Kind.GATHERING} <= set(renewed)
    for kind in renewed:
        assert Suggestion.objects.get(pk=before[kind].pk).ending == Ending.RESTED
        assert after[kind].parts.keys() == DEFAULT.by_part().keys()


def test_path_of_this_week_is_left_as_it_is(me: Resident) -> None:
    services.renew_path(resident=me, at=clock.now())
    before = {kind: one.pk for kind, one in active(me).items()}

    assert services.refresh_paths_due(at=clock.now()) == 0
    services.refresh_path(resident=me, at=clock.now())

    assert {kind: one.pk for kind, one in active(me).items()} == before


def test_what_somebody_follows_stays_and_is_remembered(me: Resident) -> None:
    services.renew_path(resident=me, at=clock.now())
    joined = active(me)["circle"]
    circle = Circle.objects.get(pk=joined.thing_id)
    circles.join(circle=circle, resident=me, pseudonym="", at=clock.now())
    a_week_later(me)

    services.refresh_paths_due(at=clock.now())

    assert active(me)["circle"].pk == joined.pk
    assert active(me)["circle"].followed_at is not None


def test_what_rests_does_not_come_back_for_a_month(me: Resident) -> None:
    services.renew_path(resident=me, at=clock.now())
    seen = [active(me)["place"].thing_id]
    for _ in range(3):
        a_week_later(me)
        services.refresh_paths_due(at=clock.now())
        seen.append(active(me)["place"].thing_id)

    assert len(set(seen)) == len(seen)


def test_what_has_no_equal_stays_and_alarms_nobody(me: Resident) -> None:
    services.renew_path(resident=me, at=clock.now())
    only = active(me)["place"]
    Place.objects.exclude(pk=only.thing_id).update(published=False)
    forget_town()
    a_week_later(me)

    services.refresh_paths_due(at=clock.now())

    assert active(me)["place"].pk == only.pk
    assert not Gap.objects.filter(resident=me, kind="place").exists()
    # Looked at: not again before a week has passed.
    assert services.refresh_paths_due(at=clock.now()) == 0


def test_what_rests_comes_back_when_there_is_nothing_else(me: Resident) -> None:
    services.renew_path(resident=me, at=clock.now())
    first = active(me)["place"]
    a_week_later(me)
    services.refresh_paths_due(at=clock.now())
    Place.objects.exclude(pk=first.thing_id).update(published=False)
    forget_town()

    services.renew_path(resident=me, at=clock.now())

    assert active(me)["place"].thing_id == first.thing_id


def test_path_of_who_has_not_come_for_long_waits(me: Resident) -> None:
    services.renew_path(resident=me, at=clock.now())
    a_week_later(me)
    Resident.objects.filter(pk=me.pk).update(seen_on=clock.now().date() - timedelta(days=90))

    assert services.refresh_paths_due(at=clock.now()) == 0


def test_finding_whose_path_is_due_is_one_query(me: Resident, django_assert_num_queries) -> None:
    services.renew_path(resident=me, at=clock.now())
    a_week_later(me)

    with django_assert_num_queries(1):
        assert selectors.paths_due(clock.now()) == [me]


def shown(resident: Resident, *, followed: bool, **parts: float) -> None:
    at = clock.now()
    Suggestion.objects.create(
        resident=resident,
        kind=Kind.PLACE,
        thing_id=resident.pk,
        told="",
        parts={**dict.fromkeys(DEFAULT.by_part(), 0.0), **parts},
        made_at=at,
        followed_at=at if followed else None,
        ended_at=at,
        ending=Ending.GONE,
    )


def a_history(choices: int) -> None:
    """People who go to what is near, whatever they have in common with it."""
    for _ in range(choices):
        one = a_resident()
        shown(one, followed=True, near=1.0)
        shown(one, followed=False, interests=1.0)


def test_town_without_history_keeps_the_usual_weights() -> None:
    a_history(CHOICES_MIN - 1)

    assert services.learn_weights(at=clock.now()) is None
    assert pairing.town_at(clock.now()).weights == DEFAULT


def test_town_learns_from_what_people_follow() -> None:
    a_history(CHOICES_MIN + 30)

    learned = services.learn_weights(at=clock.now())

    forget_town()
    weights = pairing.town_at(clock.now()).weights
    assert learned is not None
    assert learned.choices == CHOICES_MIN + 30
    assert weights.near > DEFAULT.near
    assert weights.interests < DEFAULT.interests
    # What a town decides is not learned: who is seldom shown, and who is mixed with whom.
    assert (weights.exposure, weights.bridge) == (DEFAULT.exposure, DEFAULT.bridge)


def test_only_the_last_two_lessons_are_kept() -> None:
    a_history(CHOICES_MIN)
    for days in range(4):
        services.learn_weights(at=clock.now() + timedelta(days=days))

    assert LearnedWeights.objects.count() == 2


def test_learning_reads_the_history_once() -> None:
    from django.db import connection

    a_history(3)
    with CaptureQueriesContext(connection) as few:
        selectors.choices_made(clock.now())
    a_history(10)
    with CaptureQueriesContext(connection) as many:
        assert len(selectors.choices_made(clock.now())) == 13

    assert len(few) == len(many) == 1


def test_suggestion_alone_or_untouched_teaches_nothing() -> None:
    alone, untouched = a_resident(), a_resident()
    shown(alone, followed=True, near=1.0)
    shown(untouched, followed=False, near=1.0)
    shown(untouched, followed=False, near=0.5)

    assert selectors.choices_made(clock.now()) == []


def test_welcomer_who_makes_room_is_suggested_at_once(
    django_capture_on_commit_callbacks: Any,
) -> None:
    now = clock.now()
    nadia = Resident.objects.get(name="Nadia", roles__kind="welcomer")
    services.set_welcoming(resident=nadia, cap=0, paused_until=None, proposes="", at=now)
    forget_town()
    assert _is_full(nadia)

    with django_capture_on_commit_callbacks(execute=True):
        services.set_welcoming(resident=nadia, cap=20, paused_until=None, proposes="", at=now)

    assert not _is_full(nadia)


def _is_full(welcomer: Resident) -> bool:
    catalogue = pairing.town_at(clock.now()).catalogue
    row = catalogue.rows.get(str(welcomer.pk))
    return row is None or bool(catalogue.load[row] >= catalogue.cap[row])
