"""What a no, a pseudonym and a discreet circle keep to themselves, looked at page by page."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from parvis.domains.circles.models import Circle
from parvis.domains.circles.vocabulary import Visibility
from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.models import Attendance, Gathering, Occurrence
from parvis.domains.gatherings.services.refusals import GatheringRefused
from parvis.domains.gatherings.vocabulary import Audience, Coming
from parvis.domains.notifications.models import Notice
from parvis.domains.people import services as people
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import Role
from parvis.kernel import idempotency, tasks
from tests.factories.circles import a_circle, a_member
from tests.factories.conversations import a_conversation
from tests.factories.encounters import a_meeting, seat_of
from tests.factories.gatherings import NOW
from tests.factories.meetings import SATURDAY, a_plan, changes, says_yes, the_date
from tests.factories.people import a_staff_member, signed_in

pytestmark = pytest.mark.django_db
TITLE = "Groupe de parole sur l’alcool"


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def circle(noe: Resident, lea: Resident, zoe: Resident) -> Circle:
    made = a_circle(Visibility.SENSITIVE)
    for resident, pseudonym in ((noe, "Orme"), (lea, "Lune"), (zoe, "Brise")):
        a_member(made, resident, pseudonym)
    return made


def page(viewer: Resident, name: str, *args: Any) -> str:
    answer = signed_in(viewer).get(reverse(f"gatherings:{name}", args=args))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def plain(html: str) -> str:
    """Without what differs from one reading to the next."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)
    html = re.sub(r'name="(key|once)" value="[^"]+"', "", html)
    return re.sub(r'(nonce|content|data-csrf)="[^"]{20,}"', "", html)


# -- A no is the same as no answer -----------------------------------------------------------------


def asked_again(noe: Resident, lea: Resident, zoe: Resident) -> tuple[Gathering, str]:
    """Noé asked Léa and Zoé, both said yes; he changed the hour, and trusts himself with it."""
    for other in (lea, zoe):
        a_conversation(noe, other, at=NOW)
    plan = a_plan(noe, [lea, zoe])
    for other in (lea, zoe):
        says_yes(plan, other)
    changes(plan, noe, starts=time(16))
    link, token, _new = services.share_plan(
        occurrence=the_date(plan), by=noe, contact_name="Noé", once=idempotency.new_key(), at=NOW
    )
    assert link
    return plan, token


def all_that_the_host_reads(noe: Resident, plan: Gathering, token: str) -> list[str]:
    date = the_date(plan)
    shown = [page(noe, "mine"), page(noe, "plans"), page(noe, "occurrence", date.pk)]
    shown += [page(noe, "sheet", date.pk), page(noe, "insight", plan.pk)]
    shown += [page(noe, "change_terms", plan.pk), page(noe, "my_week"), page(noe, "share", date.pk)]
    shown.append(Client().get(f"/agenda/plan/{token}/").content.decode())
    figures = reverse("gatherings:insight_csv", args=[plan.pk])
    shown.append(signed_in(noe).get(figures).content.decode())
    for capacity in (2, 3):
        try:
            services.change_terms(
                gathering=plan,
                by=noe,
                version=0,
                values={
                    **selectors.values_of(plan.terms.get(version=plan.terms_version)),
                    "day": SATURDAY,
                    "starts": time(16),
                    "capacity": capacity,
                    "weeks": 1,
                },
                at=NOW,
            )
        except GatheringRefused as refusal:
            shown.append(str(refusal.problems))
        except services.TermsChanged:
            shown.append("ok")
    return [plain(one) for one in shown]


def test_a_no_to_new_terms_reads_as_no_answer_wherever_the_host_looks(
    noe: Resident, lea: Resident, zoe: Resident
) -> None:
    plan, token = asked_again(noe, lea, zoe)
    all_that_the_host_reads(noe, plan, token)  # tips are shown of themselves once
    before = all_that_the_host_reads(noe, plan, token)

    services.decline_terms(gathering=plan, by=lea, at=NOW)
    tasks.run_due(limit=500)

    assert the_date(plan).going == 2  # her seat is free all the same
    for was, is_now in zip(before, all_that_the_host_reads(noe, plan, token), strict=True):
        assert is_now == was


def test_fewer_seats_than_people_are_refused_as_before(
    noe: Resident, lea: Resident, zoe: Resident
) -> None:
    plan, _token = asked_again(noe, lea, zoe)
    says_yes(plan, zoe)

    with pytest.raises(GatheringRefused) as refused:
        changes(plan, noe, starts=time(16), capacity=2)
    assert "3" in refused.value.problems["capacity"]
    services.decline_terms(gathering=plan, by=lea, at=NOW)
    with pytest.raises(GatheringRefused):
        changes(plan, noe, starts=time(16), capacity=2)
    services.free_unanswered(NOW + timedelta(days=5))
    changes(plan, noe, starts=time(16), capacity=2)


def test_who_has_said_yes_is_on_the_sheet_and_counted(
    noe: Resident, lea: Resident, zoe: Resident
) -> None:
    plan, token = asked_again(noe, lea, zoe)
    says_yes(plan, zoe)

    sheet = selectors.sheet_of(noe, the_date(plan).pk, NOW)
    assert {one.name for one in sheet.lines} | {"Noé"} == {"Noé", "Zoé"}
    assert sheet.expected == 2
    assert selectors.plan_behind(token, NOW).others == 1


# -- A pseudonym leads to nobody -------------------------------------------------------------------


def test_no_page_of_a_discreet_circle_gives_an_id_away(
    circle: Circle, noe: Resident, lea: Resident, zoe: Resident, now: time_machine.Traveller
) -> None:
    plan = a_plan(noe, circle, title=TITLE)
    for one in (lea, zoe):
        says_yes(plan, one)
    date = the_date(plan)

    read = [page(noe, "occurrence", date.pk), page(noe, "change_terms", plan.pk)]
    now.move_to(date.starts_at)
    read.append(page(noe, "sheet", date.pk))
    for one in (noe, lea, zoe):
        tick = reverse("gatherings:tick", args=[date.pk, seat_of(date, one)])
        answer = signed_in(noe).post(tick, {"came": "1"}, HTTP_HX_REQUEST="true")
        assert answer.status_code == 200
        read.append(answer.content.decode())
    now.move_to(date.ends_at + timedelta(hours=1))
    read += [page(noe, "after", date.pk), page(noe, "sheet", date.pk)]

    assert any("Lune" in one for one in read)
    for html in read:
        for somebody, name in ((lea, "Léa"), (zoe, "Zoé")):
            assert str(somebody.pk) not in html
            assert somebody.pk.hex not in html
            assert name not in html


def test_host_of_a_discreet_circle_is_chosen_by_pseudonym(
    circle: Circle, noe: Resident, lea: Resident
) -> None:
    plan = a_plan(noe, circle, title=TITLE)
    says_yes(plan, lea)
    html = page(noe, "change_terms", plan.pk)
    select = re.search(r'<select[^>]*name="host".*?</select>', html)
    assert select is not None
    options = {
        name.strip(): key
        for key, name in re.findall(r'<option value="([^"]+)"[^>]*>([^<]+)<', select[0])
    }
    assert set(options) == {"Orme", "Lune"}
    (chosen,) = re.findall(r'<option value="([^"]+)" selected', select[0])
    assert chosen == options["Orme"]

    answer = signed_in(noe).post(
        reverse("gatherings:change_terms", args=[plan.pk]),
        {
            "idea": "other",
            "title": TITLE,
            "moment": "other",
            "day": SATURDAY.isoformat(),
            "starts": "15:00",
            "minutes": "60",
            "where": "other",
            "place": str(plan.place_id),
            "weeks": "1",
            "photos": "none",
            "version": "1",
            "host": options["Lune"],
        },
    )
    assert answer.status_code == 303
    plan.refresh_from_db()
    assert plan.host == lea


def test_moderator_reads_pseudonyms_of_those_who_were_there(
    circle: Circle, noe: Resident, lea: Resident
) -> None:
    meeting = a_meeting(noe, lea, audience=Audience.CIRCLE, circle=circle, starts_at=NOW)
    helene = a_staff_member(Role.MODERATOR, name="Hélène")
    said = services.say_worried(
        occurrence=meeting, resident=lea, words="Il a trop insisté.", at=NOW + timedelta(hours=3)
    )
    tasks.run_due(limit=500)

    html = page(helene, "worry", said.pk)

    assert "Il a trop insisté." in html
    assert "Orme" in html
    assert "Noé" not in html


def test_no_title_of_a_discreet_circle_in_a_notice_of_seats(
    circle: Circle, noe: Resident, lea: Resident, zoe: Resident
) -> None:
    plan = a_plan(noe, circle, title=TITLE, capacity=2)
    says_yes(plan, lea)
    date = the_date(plan)
    Attendance.objects.create(
        occurrence=date, resident=zoe, state=Coming.WAITING, waiting_since=NOW
    )
    Occurrence.objects.filter(pk=date.pk).update(waiting=1)

    services.leave(occurrence_id=date.pk, resident=lea, at=NOW)
    tasks.run_due(limit=500)

    told = Notice.objects.filter(to=zoe)
    assert any("place s’est libérée" in one.title for one in told)
    for one in Notice.objects.all():
        assert TITLE not in one.title + one.body


def test_export_of_mine_tells_nobody_of_a_discreet_circle(
    circle: Circle, noe: Resident, lea: Resident, now: time_machine.Traveller
) -> None:
    there = {"came": True, "starts_at": NOW}
    discreet = a_meeting(noe, lea, audience=Audience.CIRCLE, circle=circle, **there)
    plain_one = a_meeting(noe, lea, **there)
    at = NOW + timedelta(hours=3)
    now.move_to(at)
    for date in (discreet, plain_one):
        services.say_again(
            occurrence_id=date.pk, by=noe, seat=seat_of(date, lea), wants=True, at=at
        )

    rows = [row for one in services.export_afterwards(noe) for row in one.rows]
    said = [row["about_id"] for row in rows if "about_id" in row]

    assert sorted(map(str, said)) == sorted(["None", str(lea.pk)])
    Gathering.objects.filter(pk=plain_one.gathering_id).delete()
    assert str(lea.pk).encode() not in _whole_export(noe, at)


def _whole_export(resident: Resident, at: datetime) -> bytes:
    archive = zipfile.ZipFile(io.BytesIO(people.export_of(resident, at)))
    return archive.read("donnees.json")
