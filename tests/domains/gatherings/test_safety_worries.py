"""A worry: read by a moderator who was not there, answered, and kept from everybody else."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from parvis.domains.conversations.models import Message
from parvis.domains.gatherings import services
from parvis.domains.gatherings.models import CheckIn, Occurrence
from parvis.domains.gatherings.vocabulary import Audience
from parvis.domains.notifications.models import Notice
from parvis.domains.people import services as people
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import Role
from parvis.domains.watch import selectors as watch
from parvis.domains.watch import services as watching
from parvis.domains.watch.models import Ask, Item
from parvis.kernel import tasks
from tests.domains.gatherings.test_safety_links import words
from tests.factories.encounters import ENDS, STARTS, a_meeting, comes_to
from tests.factories.organisations import an_organisation
from tests.factories.people import a_block, a_resident, a_staff_member, mentions_of, signed_in

pytestmark = pytest.mark.django_db
SAID = "Il a insisté pour me raccompagner."


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(ENDS, tick=False) as traveller:
        yield traveller


@pytest.fixture
def lea() -> Resident:
    return a_resident(name="Léa", email="lea@exemple.fr")


@pytest.fixture
def meeting(lea: Resident, noe: Resident) -> Occurrence:
    return a_meeting(lea, noe)


def a_moderator(name: str = "Hélène") -> Resident:
    return a_staff_member(Role.MODERATOR, name=name)


def worried(meeting: Occurrence, lea: Resident) -> CheckIn:
    said = services.say_worried(occurrence=meeting, resident=lea, words=SAID, at=ENDS)
    tasks.run_due(limit=500)
    return said


def asked() -> set[str]:
    active = Ask.objects.filter(asked_at__isnull=False, passed_at=None)
    return set(active.values_list("resident__name", flat=True))


def address(check_in: CheckIn) -> str:
    return f"/agenda/inquietude/{check_in.pk}/"


def escalate(hours: int) -> None:
    watching.escalate_due(at=ENDS + timedelta(hours=hours))


def test_worry_asks_a_moderator_within_two_hours_day_and_night(
    meeting: Occurrence, lea: Resident
) -> None:
    helene = a_moderator()
    check_in = worried(meeting, lea)

    item = Item.objects.get()
    assert (item.kind, item.subject_id) == ("gatherings.worry", check_in.pk)
    assert item.promised_at == ENDS + timedelta(hours=2)
    assert asked() == {"Hélène"}
    notice = Notice.objects.get(to=helene)
    assert notice.url == address(check_in)
    assert SAID not in notice.title + notice.body


def test_worry_repeated_is_one_and_words_may_follow(meeting: Occurrence, lea: Resident) -> None:
    a_moderator()
    services.say_worried(occurrence=meeting, resident=lea, at=ENDS)
    worried(meeting, lea)
    services.say_worried(occurrence=meeting, resident=lea, words="autre chose", at=ENDS)

    assert CheckIn.objects.get().words == SAID
    assert Item.objects.count() == 1


def test_worry_may_follow_all_well_and_is_not_taken_back_by_it(
    meeting: Occurrence, lea: Resident
) -> None:
    services.say_well(occurrence=meeting, resident=lea, at=ENDS)
    worried(meeting, lea)
    services.say_well(occurrence=meeting, resident=lea, at=ENDS)

    assert CheckIn.objects.get().answer == "worried"
    assert Item.objects.count() == 1


def test_moderator_who_was_there_runs_it_or_is_blocked_is_never_asked(lea: Resident) -> None:
    there, runs, away, other = (a_moderator(name) for name in ("Ida", "Rémi", "Ali", "Zoé"))
    organisation = an_organisation(hosts=(runs,))
    meeting = a_meeting(lea, there, audience=Audience.PUBLIC, organisation=organisation)
    a_block(away, lea)

    check_in = worried(meeting, lea)
    for hours in (2, 4, 6, 8):
        escalate(hours)

    assert set(Ask.objects.filter(asked_at__isnull=False).values_list("resident__name")) == {
        ("Zoé",)
    }
    for one in (there, runs, away):
        assert signed_in(one).get(address(check_in)).status_code == 404
    assert signed_in(other).get(address(check_in)).status_code == 200


def test_worry_goes_on_to_others_then_to_who_coordinates_but_who_was_there(
    meeting: Occurrence, lea: Resident
) -> None:
    for name in ("Hélène", "Ida"):
        a_moderator(name)
    a_staff_member(Role.COORDINATOR, name="Solène")
    present = a_staff_member(Role.COORDINATOR, name="Présente")
    comes_to(meeting, present)
    check_in = worried(meeting, lea)
    assert len(asked()) == 1

    escalate(2)
    assert asked() == {"Hélène", "Ida"}
    escalate(4)

    assert asked() == {"Hélène", "Ida", "Solène"}
    assert signed_in(present).get(address(check_in)).status_code == 404


def test_coordinator_knows_of_it_only_once_asked(meeting: Occurrence, lea: Resident) -> None:
    a_moderator()
    solene = a_staff_member(Role.COORDINATOR, name="Solène")
    check_in = worried(meeting, lea)

    assert watch.all_waiting(solene, at=ENDS) == []
    assert signed_in(solene).get(address(check_in)).status_code == 404

    escalate(2)
    escalate(4)

    assert [one.item.kind for one in watch.all_waiting(solene, at=ENDS)] == ["gatherings.worry"]
    assert signed_in(solene).get(address(check_in)).status_code == 200


def test_without_any_moderator_who_coordinates_is_asked_at_once(
    meeting: Occurrence, lea: Resident
) -> None:
    a_staff_member(Role.COORDINATOR, name="Solène")
    worried(meeting, lea)
    assert asked() == {"Solène"}


def test_page_tells_the_moderator_the_context_and_nobody_else_anything(
    meeting: Occurrence, lea: Resident, noe: Resident
) -> None:
    helene, unasked = a_moderator(), a_moderator("Ida")
    check_in = worried(meeting, lea)

    said = words(signed_in(helene).get(address(check_in)))
    for told in ("Léa", "Noé", SAID, meeting.gathering.title, meeting.gathering.place.name):
        assert told in said
    for one in (unasked, noe, lea, a_resident()):
        assert signed_in(one).get(address(check_in)).status_code == 404


def test_words_show_on_no_page_of_the_others(meeting: Occurrence, lea: Resident) -> None:
    noe = Resident.objects.get(name="Noé")
    worried(meeting, lea)
    browser = signed_in(noe)

    for page in (f"/agenda/{meeting.pk}/apres/", f"/agenda/{meeting.pk}/des-nouvelles/", "/"):
        assert SAID not in browser.get(page).content.decode()
    assert not Notice.objects.filter(to=noe).exists()


def test_writing_back_opens_a_conversation_and_answers(meeting: Occurrence, lea: Resident) -> None:
    helene = a_moderator()
    check_in = worried(meeting, lea)
    browser = signed_in(helene)

    first = browser.post(address(check_in), {"act": "write", "body": "Je suis là."})
    second = browser.post(address(check_in), {"act": "write", "body": "Je suis là."})

    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Message.objects.count() == 1
    item = Item.objects.get()
    assert (item.ending, item.answered_by) == ("answered", helene)


def test_note_closes_it_and_is_read_only_by_who_was_asked(
    meeting: Occurrence, lea: Resident
) -> None:
    helene = a_moderator()
    check_in = worried(meeting, lea)
    browser = signed_in(helene)

    assert browser.post(address(check_in), {"act": "note", "note": " "}).status_code == 422
    assert browser.post(address(check_in), {"act": "note", "note": "Appelée."}).status_code == 302

    assert Item.objects.get().ending == "answered"
    assert "Appelée." in words(browser.get(address(check_in)))
    own = words(signed_in(lea).get(f"/agenda/{meeting.pk}/des-nouvelles/"))
    assert "Appelée." not in own


def test_empty_answer_is_refused_and_leaves_it_waiting(meeting: Occurrence, lea: Resident) -> None:
    helene = a_moderator()
    check_in = worried(meeting, lea)

    response = signed_in(helene).post(address(check_in), {"act": "write", "body": ""})

    assert response.status_code == 422
    assert Item.objects.get().ended_at is None


def test_page_of_the_worried_one_thanks_and_promises(meeting: Occurrence, lea: Resident) -> None:
    a_moderator()
    browser = signed_in(lea)
    place = f"/agenda/{meeting.pk}/des-nouvelles/"

    response = browser.post(place, {"answer": "worried", "words": SAID})

    assert response.status_code == 302
    assert "deux heures au plus" in words(browser.get(place))
    too_long = browser.post(place, {"answer": "worried", "words": "x" * 2001})
    assert too_long.status_code == 422


def test_erasure_leaves_nothing_of_a_worry(meeting: Occurrence, lea: Resident) -> None:
    a_moderator()
    worried(meeting, lea)

    people.ask_erasure(resident=lea, at=ENDS)
    people.erase(resident_id=lea.pk, at=ENDS)

    assert mentions_of(lea.pk, SAID, "lea@exemple.fr") == []


def test_export_holds_what_was_answered(meeting: Occurrence, lea: Resident) -> None:
    worried(meeting, lea)
    sections = {str(one.title): one.rows for one in services.export_safety(lea)}
    assert any(row.get("words") == SAID for rows in sections.values() for row in rows)


def test_worry_before_the_beginning_is_not_possible(meeting: Occurrence, lea: Resident) -> None:
    with pytest.raises(services.NotYet):
        services.say_worried(occurrence=meeting, resident=lea, at=STARTS - timedelta(minutes=1))
