"""Pages of gatherings by invitation, and what they must never tell."""

import difflib
import re
import uuid
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
from parvis.domains.gatherings.models import Gathering
from parvis.domains.gatherings.selectors import reminding
from parvis.domains.gatherings.vocabulary import Answer
from parvis.domains.people.models import Resident
from parvis.kernel import search, tasks
from tests.factories.circles import a_circle, a_member
from tests.factories.conversations import a_conversation, a_request
from tests.factories.gatherings import NOW
from tests.factories.meetings import (
    a_park,
    a_plan,
    answer_of,
    changes,
    meeting_values,
    says_yes,
    the_date,
)
from tests.factories.people import a_block, a_resident, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def get(who: Resident, name: str, *args: Any, **kwargs: Any) -> Any:
    return signed_in(who).get(reverse(f"gatherings:{name}", args=args), **kwargs)


def post(who: Resident, name: str, *args: Any, **data: Any) -> Any:
    return signed_in(who).post(reverse(f"gatherings:{name}", args=args), data)


def text(response: Any) -> str:
    return str(response.content.decode())


def page_of(who: Resident, plan: Gathering) -> str:
    """As read, without what differs at every load (tokens of forms)."""
    response = get(who, "occurrence", the_date(plan).pk)
    assert response.status_code == 200
    return without_tokens(text(response))


def without_tokens(html: str) -> str:
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", html)
    html = re.sub(r'name="csrf-token" content="[^"]*"', "", html)
    html = re.sub(r'nonce="[^"]*"', "", html)
    return re.sub(r'name="once" value="[^"]*"', "", html)


def filled(**fields: Any) -> dict[str, Any]:
    """What the form to propose sends: a walk on Saturday at 15 h."""
    return {
        "once": str(uuid.uuid4()),
        "idea": "walk",
        "moment": "other",
        "day": "2026-11-28",
        "starts": "15:00",
        "minutes": "60",
        "where": "other",
        "weeks": "1",
        "photos": "none",
        **fields,
    }


def test_proposal_from_a_conversation_is_made_once(ana: Resident, bilal: Resident) -> None:
    talk = a_conversation(ana, bilal)
    place = a_park()
    page = get(ana, "propose", talk.pk)
    assert page.status_code == 200
    assert "lieu public et en journée" in text(page)
    given = filled(place=str(place.pk), companion="on")

    first, second = (post(ana, "propose", talk.pk, **given) for _twice in range(2))

    plan = Gathering.objects.get()
    assert (plan.title, plan.guests_max, plan.conversation) == ("Une balade", 1, talk)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] == second["Location"] == reverse("gatherings:plan", args=[plan.pk])


def test_proposal_with_a_slip_keeps_what_was_typed(ana: Resident, bilal: Resident) -> None:
    talk = a_conversation(ana, bilal)

    answer = post(ana, "propose", talk.pk, **filled(idea="other", title="Un pique-nique", place=""))

    assert answer.status_code == 422
    assert "Choisissez où l’on se retrouve." in text(answer)
    assert 'value="Un pique-nique"' in text(answer)


def test_evening_of_a_first_time_is_asked_about_and_then_taken(
    ana: Resident, bilal: Resident
) -> None:
    talk = a_conversation(ana, bilal)
    given = filled(place=str(a_park().pk), starts="18:30")

    answer = post(ana, "propose", talk.pk, **given)

    assert answer.status_code == 422
    assert "la journée met plus à l’aise" in text(answer)
    assert 'name="evening_ok"' in text(answer)
    assert post(ana, "propose", talk.pk, **given, evening_ok="on").status_code == 303


def test_proposal_needs_an_open_conversation(ana: Resident, bilal: Resident) -> None:
    talk = a_request(ana, bilal)

    for one in (ana, bilal, a_resident()):
        assert get(one, "propose", talk.pk).status_code == 404


def test_proposal_is_not_for_who_is_blocked(ana: Resident, bilal: Resident) -> None:
    talk = a_conversation(ana, bilal)
    a_block(bilal, ana)

    for one in (ana, bilal):
        assert get(one, "propose", talk.pk).status_code == 404


def test_suggested_places_and_moments_can_be_chosen(ana: Resident, bilal: Resident) -> None:
    talk = a_conversation(ana, bilal)
    place = a_park(name="Jardin des Lilas")
    shown = text(get(ana, "propose", talk.pk))
    assert "Jardin des Lilas. Ouvert à cette heure." in shown
    moment = re.search(r'name="moment" value="(2026-[^"]+)"', shown)
    assert moment is not None

    post(
        ana, "propose", talk.pk, **filled(moment=moment[1], where=str(place.pk), day="", starts="")
    )

    assert Gathering.objects.get().place == place


def test_page_of_a_plan_tells_what_is_agreed_and_what_one_can_do(
    ana: Resident, bilal: Resident
) -> None:
    plan = a_plan(ana, bilal, guests_max=1)

    shown = page_of(bilal, plan)

    for words in (
        "Une balade",
        "Samedi 28 novembre à 15",
        "Pas de photos",
        "Entre adultes",
        "Gratuit",
    ):
        assert words in shown
    assert reverse("gatherings:accept_terms", args=[plan.pk]) in shown
    assert reverse("gatherings:decline_terms", args=[plan.pk]) in shown
    assert reverse("gatherings:counter", args=[plan.pk]) in shown


def test_no_reads_exactly_as_no_answer(ana: Resident, bilal: Resident) -> None:
    """The proposer's pages, letter for letter, when the other declined and when they did not."""
    plan = a_plan(ana, bilal)
    talk = reverse("conversations:thread", args=[plan.conversation_id])
    tasks.run_due(limit=100)

    def all_that_ana_reads() -> list[str]:
        pages = [
            reverse("gatherings:plans"),
            talk,
            reverse("notifications:notices"),
            reverse("pages:home"),
            reverse("gatherings:change_terms", args=[plan.pk]),
        ]
        browser = signed_in(ana)
        return [page_of(ana, plan), *(without_tokens(text(browser.get(one))) for one in pages)]

    all_that_ana_reads()  # what is shown once, is shown
    before = all_that_ana_reads()
    services.decline_terms(gathering=plan, by=bilal, at=NOW)
    tasks.run_due(limit=100)

    assert answer_of(plan, bilal).state == Answer.DECLINED
    assert difference(before, all_that_ana_reads()) == []


def test_no_to_other_terms_reads_exactly_as_no_answer_then_and_later(
    ana: Resident, bilal: Resident
) -> None:
    """Two worlds: in one the other declines what changed, in the other they say nothing."""
    read: dict[bool, list[str]] = {}
    places = a_park(name="Parc du Lac")
    for declines in (False, True):
        one, other = a_resident(name="Ana"), a_resident(name="Bilal")
        plan = a_plan(one, other, place=places)
        says_yes(plan, other)
        changes(plan, one, minutes=90)
        if declines:
            services.decline_terms(gathering=plan, by=other, at=NOW)
        tasks.run_due(limit=100)
        pages = []
        for later in (timedelta(), timedelta(hours=47), timedelta(hours=49), timedelta(days=6)):
            with time_machine.travel(NOW + later, tick=False):
                services.free_unanswered(NOW + later)
                tasks.run_due(limit=100)
                browser = signed_in(one)
                names = ("gatherings:plans", "notifications:notices", "pages:home")
                pages.append(without_ids(page_of(one, plan)))
                pages += [without_ids(without_tokens(text(browser.get(reverse(n))))) for n in names]
        read[declines] = pages

    assert difference(read[False], read[True]) == []


def difference(pages: list[str], others: list[str]) -> list[str]:
    """The lines that are not the same."""
    found = difflib.unified_diff(
        "\n".join(pages).splitlines(), "\n".join(others).splitlines(), lineterm="", n=0
    )
    return list(found)


def without_ids(html: str) -> str:
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "…", html)


def test_yes_too_late_is_refused_kindly_and_says_what_changed(
    ana: Resident, bilal: Resident
) -> None:
    plan = a_plan(ana, bilal)
    changes(plan, ana, minutes=90)

    answer = signed_in(bilal).post(
        reverse("gatherings:accept_terms", args=[plan.pk]), {"version": 1}, follow=True
    )

    shown = text(answer)
    assert answer.redirect_chain[0] == (
        reverse("gatherings:plan", args=[plan.pk], query={"vu": 1}),
        303,
    )
    assert "Entre-temps, quelque chose a changé." in shown
    assert "Ce qui a changé" in shown
    assert "1\u202fh\u202f30" in shown


def test_buttons_do_what_they_say_and_are_safe_to_repeat(ana: Resident, bilal: Resident) -> None:
    plan = a_plan(ana, bilal)
    for _twice in range(2):
        assert post(bilal, "decline_terms", plan.pk).status_code == 303
    for _twice in range(2):
        assert post(bilal, "accept_terms", plan.pk, version=1).status_code == 303
    given = filled(place=str(plan.place_id), starts="11:00", version="1")
    for _twice in range(2):
        assert post(bilal, "counter", plan.pk, **given).status_code == 303
    idea = plan.counter_proposals.get()
    for _twice in range(2):
        assert post(ana, "take_counter", plan.pk, idea.pk).status_code == 303
    plan.refresh_from_db()
    assert plan.terms_version == 2
    for _twice in range(2):
        assert post(ana, "cancel_plan", plan.pk).status_code == 303
    plan.refresh_from_db()
    assert plan.status == "cancelled"
    assert "Cette rencontre n’aura pas lieu" in page_of(bilal, plan)


def test_change_page_writes_what_is_asked(ana: Resident, bilal: Resident) -> None:
    plan = a_plan(ana, bilal)
    shown = text(get(ana, "change_terms", plan.pk))
    assert "Comme prévu : samedi 28 novembre à 15" in shown
    given = filled(
        idea="other", title="Une balade", place=str(plan.place_id), starts="16:00", version="1"
    )

    assert post(ana, "change_terms", plan.pk, **given).status_code == 303

    plan.refresh_from_db()
    assert plan.terms_version == 2
    assert get(bilal, "change_terms", plan.pk).status_code == 404


def test_plan_is_for_those_it_is_for(ana: Resident, bilal: Resident, client: Client) -> None:
    plan = a_plan(ana, bilal)
    stranger = a_resident()

    assert get(stranger, "plan", plan.pk).status_code == 404
    assert get(stranger, "occurrence", the_date(plan).pk).status_code == 404
    assert client.get(reverse("gatherings:occurrence", args=[the_date(plan).pk])).status_code == 404
    for name in ("accept_terms", "decline_terms", "cancel_plan", "change_terms", "counter"):
        assert post(stranger, name, plan.pk, version=1).status_code == 404


def test_plan_is_in_no_list_of_the_town(ana: Resident, bilal: Resident) -> None:
    circle = a_circle()
    for one in (ana, bilal):
        a_member(circle, one)
    for plan in (
        a_plan(ana, bilal, title="Balade cachée"),
        a_plan(ana, circle, title="Balade cachée"),
    ):
        tasks.run_due(limit=100)
        stranger = a_resident()
        for one in (stranger, bilal):
            browser = signed_in(one)
            for page in (
                reverse("gatherings:agenda", query={"jour": "2026-11-28"}),
                reverse("territory:place", args=[plan.place.slug]),
                reverse("territory:area", args=[plan.place.area.slug]),
            ):
                assert "Balade cachée" not in text(browser.get(page)), page
    assert "Balade cachée" not in text(signed_in(a_resident()).get(reverse("gatherings:mine")))
    search.rebuild()
    assert search.find("Balade cachée", kinds=["gathering"]) == []


def test_conversation_shows_the_plan_and_its_next_step(ana: Resident, bilal: Resident) -> None:
    talk = a_conversation(ana, bilal)
    page = reverse("conversations:thread", args=[talk.pk])
    button = "Et si on se rencontrait\u202f?"
    assert button in text(signed_in(ana).get(page))

    plan = a_plan(ana, talk)

    assert "Lire et répondre" in text(signed_in(bilal).get(page))
    assert "Proposé, sans réponse pour le moment" in text(signed_in(ana).get(page))
    says_yes(plan, bilal)
    assert "C’est convenu" in text(signed_in(ana).get(page))


def test_circle_shows_its_plans_to_members_only(ana: Resident, bilal: Resident) -> None:
    circle = a_circle()
    a_member(circle, ana)
    a_member(circle, bilal)
    place = a_park()
    assert (
        post(ana, "propose_to_circle", circle.slug, **filled(place=str(place.pk))).status_code
        == 303
    )
    page = reverse("circles:circle", args=[circle.slug])

    assert "Une balade" in text(signed_in(bilal).get(page))
    assert "Une balade" not in text(signed_in(a_resident()).get(page))
    assert get(a_resident(), "propose_to_circle", circle.slug).status_code == 404
    plan = Gathering.objects.get()
    assert post(bilal, "accept_terms", plan.pk, version=1).status_code == 303
    assert the_date(plan).going == 2


def test_sensitive_circle_knows_pseudonyms_only(ana: Resident, bilal: Resident) -> None:
    circle = a_circle(Visibility.SENSITIVE)
    a_member(circle, ana, "Mésange")
    a_member(circle, bilal, "Pivert")
    plan = a_plan(ana, circle)
    says_yes(plan, bilal)
    tasks.run_due(limit=100)

    theirs, hers = page_of(bilal, plan), page_of(ana, plan)
    listed = text(signed_in(bilal).get(reverse("circles:circle", args=[circle.slug])))
    told = text(signed_in(ana).get(reverse("notifications:notices")))

    assert "Mésange" in theirs
    assert "Pivert" in hers
    assert "Ana" not in theirs
    assert "Bilal" not in hers
    assert "Mésange" in listed
    assert "Ana" not in listed
    assert "Pivert a dit oui" in told
    assert "Bilal" not in told


def test_home_asks_for_what_waits_and_no_more_once_answered(ana: Resident, bilal: Resident) -> None:
    plan = a_plan(ana, bilal)
    home = reverse("pages:home")
    assert "On vous propose une rencontre" in text(signed_in(bilal).get(home))

    services.decline_terms(gathering=plan, by=bilal, at=NOW)

    assert "On vous propose une rencontre" not in text(signed_in(bilal).get(home))


def test_today_shows_a_plan_as_the_next_meeting_once_it_is_agreed(
    ana: Resident, bilal: Resident
) -> None:
    plan = a_plan(ana, bilal)
    assert selectors.next_of(ana, NOW) is None

    says_yes(plan, bilal)

    for one in (ana, bilal):
        assert selectors.next_of(one, NOW) == the_date(plan)


def test_who_proposed_is_reminded_only_of_what_somebody_agreed_to(
    ana: Resident, bilal: Resident
) -> None:
    plan = a_plan(ana, bilal)
    day_before = the_date(plan).starts_at - timedelta(hours=12)
    assert list(reminding.dates_to_remind_of(day_before)) == []

    says_yes(plan, bilal)

    assert list(reminding.dates_to_remind_of(day_before)) == [the_date(plan)]


def test_plans_are_listed_with_a_constant_number_of_queries(ana: Resident) -> None:
    counts = []
    for more in (1, 2):
        for _each in range(more):
            a_plan(a_resident(), ana)
        with CaptureQueriesContext(connection) as made:
            found = selectors.plans_of(ana, NOW)
        counts.append((len(found), len(made)))

    assert [found for found, _made in counts] == [1, 3]
    assert counts[0][1] == counts[1][1]


def test_at_most_three_plans_wait_whatever_was_answered(ana: Resident, bilal: Resident) -> None:
    talk = a_conversation(ana, bilal)
    for number in range(3):
        plan = a_plan(ana, talk, title=f"Balade {number}")
        if number == 1:
            services.decline_terms(gathering=plan, by=bilal, at=NOW)

    with pytest.raises(services.TooManyPlans):
        a_plan(ana, talk)


def test_people_one_never_met_nor_wrote_with_cannot_be_asked(ana: Resident) -> None:
    with pytest.raises(services.NotTogether):
        services.propose_gathering(by=ana, to=[a_resident()], values=meeting_values(), at=NOW)
