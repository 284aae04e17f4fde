"""“See each other again?”: a yes alone changes nothing anywhere; two are told, once each."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail

from parvis.domains.conversations.models import Conversation, Message
from parvis.domains.gatherings import services
from parvis.domains.gatherings.models import Again, Gathering, Occurrence, Thanks
from parvis.domains.gatherings.vocabulary import Audience
from parvis.domains.notifications.models import Notice
from parvis.domains.people.models import Resident
from parvis.kernel import tasks
from parvis.kernel.errors import NotVisible
from tests.domains.watch.races import at_once
from tests.factories.circles import a_circle
from tests.factories.circles import a_member as in_circle
from tests.factories.encounters import ENDS, STARTS, a_meeting, comes_to, seat_of
from tests.factories.gatherings import paris
from tests.factories.organisations import a_place, an_organisation
from tests.factories.people import a_block, a_resident, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(ENDS, tick=False) as traveller:
        yield traveller


@pytest.fixture
def meeting(lea: Resident, noe: Resident) -> Occurrence:
    return a_meeting(lea, noe, came=True)


def say(meeting: Occurrence, by: Resident, about: Resident, wants: bool = True) -> bool:
    return services.say_again(
        occurrence_id=meeting.pk, by=by, seat=seat_of(meeting, about), wants=wants, at=ENDS
    )


def what_they_see(resident: Resident, meeting: Occurrence) -> list[Any]:
    """Every page and every notice by which they could learn something."""
    tasks.run_due(limit=500)
    browser = signed_in(resident)
    pages = ["/", "/avis/", f"/agenda/{meeting.pk}/", f"/agenda/{meeting.pk}/apres/"]
    seen: list[Any] = [plain(browser.get(one)) for one in pages]
    write = f"/agenda/{meeting.pk}/apres/ecrire/{seat_of(meeting, other_of(meeting, resident))}/"
    seen.append(browser.get(write).status_code)
    seen += list(Notice.objects.filter(to=resident).values_list("title", "body"))
    return [*seen, [one.subject for one in mail.outbox if resident.email in one.to]]


def other_of(meeting: Occurrence, resident: Resident) -> Resident:
    return meeting.attendances.exclude(resident=resident).get().resident


def plain(response: Any) -> str:
    """Without the keys and nonces that change with every page."""
    page = response.content.decode()
    page = re.sub(r'(name="(?:csrfmiddlewaretoken|once)" value=)"[^"]*"', r"\1", page)
    return re.sub(r'(content|nonce|value)="[A-Za-z0-9+/=_-]{20,}"', r"\1", page)


def test_yes_alone_changes_nothing_that_the_other_sees(
    meeting: Occurrence, lea: Resident, noe: Resident
) -> None:
    before = what_they_see(noe, meeting)

    assert say(meeting, lea, noe) is False

    assert what_they_see(noe, meeting) == before


def test_no_changes_nothing_that_the_other_sees(
    meeting: Occurrence, lea: Resident, noe: Resident
) -> None:
    say(meeting, noe, lea)
    before = what_they_see(noe, meeting)

    say(meeting, lea, noe, wants=False)

    assert what_they_see(noe, meeting) == before


def test_two_yes_are_told_to_both_once_with_what_comes_next(
    meeting: Occurrence, lea: Resident, noe: Resident
) -> None:
    say(meeting, lea, noe)
    assert say(meeting, noe, lea) is True
    for _ in range(2):
        say(meeting, noe, lea)
        say(meeting, lea, noe)
        tasks.run_due(limit=500)

    titles = dict(Notice.objects.values_list("to__name", "title"))
    assert titles == {
        "Léa": "Noé aimerait vous revoir aussi",
        "Noé": "Léa aimerait vous revoir aussi",
    }
    assert Notice.objects.count() == 2
    home = signed_in(noe).get("/").content.decode()
    assert "Léa aimerait vous revoir aussi" in home
    after = signed_in(noe).get(f"/agenda/{meeting.pk}/apres/").content.decode()
    assert f"/apres/ecrire/{seat_of(meeting, lea)}/" in after
    assert after.index("Chaque semaine") < after.index("Une fois, la semaine prochaine")


def test_yes_taken_back_before_it_is_told_is_not_told(
    meeting: Occurrence, lea: Resident, noe: Resident
) -> None:
    say(meeting, lea, noe)
    say(meeting, noe, lea)
    say(meeting, lea, noe, wants=False)

    tasks.run_due(limit=500)

    assert not Notice.objects.exists()
    assert "aimerait vous revoir" not in signed_in(noe).get("/").content.decode()


def test_block_keeps_two_yes_from_being_told(
    meeting: Occurrence, lea: Resident, noe: Resident
) -> None:
    say(meeting, lea, noe)
    say(meeting, noe, lea)
    a_block(lea, noe)

    tasks.run_due(limit=500)

    assert not Notice.objects.exists()
    assert "Noé" not in signed_in(lea).get(f"/agenda/{meeting.pk}/apres/").content.decode()


def test_nobody_out_of_sight_or_absent_can_be_named(
    meeting: Occurrence, lea: Resident, noe: Resident
) -> None:
    absent = a_resident(name="Absente")
    comes_to(meeting, absent, came=False)
    away = a_resident(name="Loin")
    comes_to(meeting, away, came=True)
    a_block(away, lea)
    elsewhere = a_meeting(noe, came=True)

    for other in (absent, away):
        with pytest.raises(NotVisible):
            say(meeting, lea, other)
    with pytest.raises(NotVisible):
        services.say_again(
            occurrence_id=meeting.pk, by=lea, seat=seat_of(elsewhere, noe), wants=True, at=ENDS
        )
    with pytest.raises(NotVisible):
        say(meeting, absent, lea)


def test_too_many_people_are_not_asked(lea: Resident, noe: Resident) -> None:
    crowd = a_meeting(lea, noe, *[a_resident() for _ in range(11)], came=True)
    with pytest.raises(NotVisible):
        say(crowd, lea, noe)
    assert (
        "apres/se-revoir" not in signed_in(lea).get(f"/agenda/{crowd.pk}/apres/").content.decode()
    )


def test_a_month_later_it_is_too_late(meeting: Occurrence, lea: Resident, noe: Resident) -> None:
    with pytest.raises(services.TooLate):
        services.say_again(
            occurrence_id=meeting.pk,
            by=lea,
            seat=seat_of(meeting, noe),
            wants=True,
            at=ENDS + timedelta(days=30),
        )


def test_sensitive_circle_tells_pseudonyms_only_and_offers_no_conversation(
    lea: Resident, noe: Resident
) -> None:
    circle = a_circle("sensitive", name="Cercle discret")
    in_circle(circle, lea, "Brume")
    in_circle(circle, noe, "Écume")
    meeting = a_meeting(lea, noe, audience=Audience.CIRCLE, circle=circle, came=True)
    say(meeting, lea, noe)
    say(meeting, noe, lea)
    tasks.run_due(limit=500)

    browser = signed_in(lea)
    pages = [browser.get(one).content.decode() for one in ("/", f"/agenda/{meeting.pk}/apres/")]
    notice = Notice.objects.get(to=lea)
    assert notice.title == "Écume aimerait vous revoir aussi"
    for told in (*pages, notice.title + notice.body):
        assert "Écume" in told
        assert "Noé" not in told
        assert str(noe.pk) not in told
    assert mail.outbox == []
    write = f"/agenda/{meeting.pk}/apres/ecrire/{seat_of(meeting, noe)}/"
    assert browser.get(write).status_code == 404
    assert browser.post(write, {"body": "Bonjour"}).status_code == 404
    step = {"seat": seat_of(meeting, noe), "weekly": "1"}
    assert browser.post(f"/agenda/{meeting.pk}/apres/la-suite/", step).status_code == 404


def test_writing_opens_their_conversation_once(
    meeting: Occurrence, lea: Resident, noe: Resident
) -> None:
    write = f"/agenda/{meeting.pk}/apres/ecrire/{seat_of(meeting, noe)}/"
    browser = signed_in(lea)
    assert browser.post(write, {"body": "On se revoit ?"}).status_code == 404
    say(meeting, lea, noe)
    assert browser.post(write, {"body": "On se revoit ?"}).status_code == 404
    say(meeting, noe, lea)

    assert "Noé" in browser.get(write).content.decode()
    first = browser.post(write, {"body": "On se revoit ?"})
    second = browser.post(write, {"body": "On se revoit ?"})

    assert first.status_code == second.status_code == 302
    assert Conversation.objects.get().state == "open"
    assert Message.objects.count() == 1
    assert browser.post(write, {"body": ""}).status_code == 422


def test_same_hour_each_week_is_proposed_to_the_same_people_once(
    meeting: Occurrence, lea: Resident, noe: Resident
) -> None:
    for _ in range(2):
        gathering = services.propose_next(
            occurrence_id=meeting.pk, by=noe, seat=None, weekly=True, at=ENDS
        )

    assert Gathering.objects.exclude(pk=meeting.gathering_id).get() == gathering
    assert set(gathering.invitations.values_list("resident__name", flat=True)) == {"Léa", "Noé"}
    assert gathering.host == noe
    assert gathering.place == meeting.gathering.place
    starts = list(gathering.occurrences.order_by("starts_at").values_list("starts_at", flat=True))
    assert starts == [STARTS + timedelta(days=7 * week) for week in range(1, 7)]


def test_something_else_that_both_have_planned_is_no_next_time(
    meeting: Occurrence, lea: Resident, noe: Resident
) -> None:
    """A concert both go to in a month does not stand for the walk of each week."""
    asked = {"occurrence_id": meeting.pk, "by": noe, "seat": None, "at": ENDS}
    other = services.propose_next(weekly=False, **asked)
    Gathering.objects.filter(pk=other.pk).update(title="Un concert")

    gathering = services.propose_next(weekly=True, **asked)

    assert gathering != other
    assert gathering.title == meeting.gathering.title


def test_one_more_time_keeps_the_hour_when_clocks_change(lea: Resident, noe: Resident) -> None:
    """On 28 March 2027 clocks go forward: 14 h stays 14 h."""
    before = a_meeting(lea, noe, came=True, starts_at=paris("2027-03-24 14:00"))

    gathering = services.propose_next(
        occurrence_id=before.pk, by=lea, seat=None, weekly=False, at=before.ends_at
    )

    assert gathering.occurrences.get().starts_at == paris("2027-03-31 14:00")


def test_page_opened_weeks_later_proposes_a_date_that_is_ahead(
    meeting: Occurrence, lea: Resident
) -> None:
    at = ENDS + timedelta(days=20)
    gathering = services.propose_next(
        occurrence_id=meeting.pk, by=lea, seat=None, weekly=False, at=at
    )
    assert gathering.occurrences.get().starts_at == STARTS + timedelta(days=21)


def test_public_date_proposes_only_to_who_said_yes_too(lea: Resident, noe: Resident) -> None:
    host = a_resident()
    meeting = a_meeting(
        lea,
        noe,
        audience=Audience.PUBLIC,
        organisation=an_organisation(hosts=(host,)),
        price_cents=500,
        came=True,
    )
    for seat in (None, seat_of(meeting, noe)):
        with pytest.raises(NotVisible):
            services.propose_next(occurrence_id=meeting.pk, by=lea, seat=seat, weekly=True, at=ENDS)
    say(meeting, lea, noe)
    say(meeting, noe, lea)

    gathering = services.propose_next(
        occurrence_id=meeting.pk, by=lea, seat=seat_of(meeting, noe), weekly=True, at=ENDS
    )

    assert gathering.audience == Audience.INVITATION
    assert gathering.price_cents == 0
    assert set(gathering.invitations.values_list("resident__name", flat=True)) == {"Léa", "Noé"}


def test_page_proposes_the_next_date(meeting: Occurrence, lea: Resident) -> None:
    browser = signed_in(lea)
    address = f"/agenda/{meeting.pk}/apres/la-suite/"
    assert address in browser.get(f"/agenda/{meeting.pk}/apres/").content.decode()

    response = browser.post(address, {"weekly": "1"})

    assert response.status_code == 302
    new = Gathering.objects.exclude(pk=meeting.gathering_id).get()
    assert new.rrule
    assert browser.post(address, {"weekly": "sometimes"}).status_code == 404


def test_thanks_are_told_once_signed_to_who_they_are_for(
    meeting: Occurrence, lea: Resident, noe: Resident
) -> None:
    browser = signed_in(noe)
    address = f"/agenda/{meeting.pk}/apres/merci/"
    for _ in range(2):
        response = browser.post(address, {"seat": seat_of(meeting, lea), "words": "Belle balade."})
        assert response.status_code == 302
        tasks.run_due(limit=500)

    notice = Notice.objects.get()
    assert (notice.to, notice.title, notice.body) == (lea, "Noé vous dit merci", "Belle balade.")
    assert Thanks.objects.count() == 1


def test_thanks_to_hosts_reach_each_of_them(lea: Resident) -> None:
    hosts = (a_resident(name="Odile"), a_resident(name="Nadia"))
    meeting = a_meeting(
        lea, audience=Audience.PUBLIC, organisation=an_organisation(hosts=hosts), came=True
    )
    a_block(hosts[1], lea)

    services.thank(occurrence_id=meeting.pk, by=lea, seat=None, at=ENDS)
    tasks.run_due(limit=500)

    assert [one.to.name for one in Notice.objects.all()] == ["Odile"]


@pytest.mark.parametrize(
    "words", ["x" * 281, "Appelle-moi au 06 12 34 56 78", "va sur https://x.fr"]
)
def test_thanks_are_short_and_lead_nowhere_else(
    meeting: Occurrence, lea: Resident, words: str
) -> None:
    response = signed_in(lea).post(f"/agenda/{meeting.pk}/apres/merci/", {"words": words})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Thanks.objects.exists()


def test_who_was_not_there_thanks_nobody(lea: Resident, noe: Resident) -> None:
    meeting = a_meeting(lea, noe)
    with pytest.raises(NotVisible):
        services.thank(occurrence_id=meeting.pk, by=lea, seat=None, at=ENDS)


def test_answers_are_forgotten_after_ninety_days(
    meeting: Occurrence, lea: Resident, noe: Resident
) -> None:
    say(meeting, lea, noe, wants=False)
    services.forget_old_afterwards(at=ENDS + timedelta(days=89))
    assert Again.objects.exists()
    services.forget_old_afterwards(at=ENDS + timedelta(days=90))
    assert not Again.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_both_saying_yes_at_once_are_told_once_each(lea: Resident, noe: Resident) -> None:
    for _ in range(5):
        meeting = a_meeting(lea, noe, came=True)

        results = at_once(
            *[lambda meeting=meeting: say(meeting, lea, noe)] * 3,
            *[lambda meeting=meeting: say(meeting, noe, lea)] * 3,
        )

        assert not [one for one in results if isinstance(one, Exception)], results
        tasks.run_due(limit=500)
        told = Notice.objects.filter(key__startswith=f"again:{meeting.pk}:")
        assert sorted(one.to.name for one in told) == ["Léa", "Noé"]


def test_circle_is_proposed_the_next_date_once(lea: Resident, noe: Resident) -> None:
    circle = a_circle()
    for one in (lea, noe):
        in_circle(circle, one)
    meeting = a_meeting(lea, noe, audience=Audience.CIRCLE, circle=circle, came=True)

    made = {
        services.propose_next(occurrence_id=meeting.pk, by=lea, seat=None, weekly=False, at=ENDS).pk
        for _ in range(2)
    }

    (pk,) = made
    new = Gathering.objects.get(pk=pk)
    assert (new.audience, new.circle) == (Audience.CIRCLE, circle)
    assert new.occurrences.get().starts_at == STARTS + timedelta(days=7)


def test_next_date_at_a_closed_place_says_so_and_proposes_nothing(
    lea: Resident, noe: Resident
) -> None:
    place = a_place(opening_hours="Mo 09:00-12:00")
    meeting = a_meeting(lea, noe, place=place, came=True)

    response = signed_in(lea).post(
        f"/agenda/{meeting.pk}/apres/la-suite/", {"weekly": "0"}, follow=True
    )

    assert "fermé à ce moment-là" in response.content.decode()
    assert Gathering.objects.count() == 1
