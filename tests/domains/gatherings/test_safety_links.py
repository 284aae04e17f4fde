"""A plan shared with somebody trusted: what they read without an account, and for how long."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.test import Client

from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.models import Attendance, Occurrence, TrustedLink
from parvis.domains.gatherings.vocabulary import Audience, Coming, Status
from parvis.domains.people import services as people
from parvis.domains.people.models import Resident
from parvis.kernel import idempotency, tasks
from parvis.kernel.errors import NotVisible
from tests.factories.circles import a_circle
from tests.factories.circles import a_member as in_circle
from tests.factories.encounters import ENDS, STARTS, a_meeting
from tests.factories.organisations import a_place
from tests.factories.people import a_resident, signed_in

pytestmark = pytest.mark.django_db
NOW = STARTS - timedelta(hours=3)


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def noe() -> Resident:
    return a_resident(name="Noé Prénom Secret")


@pytest.fixture
def meeting(lea: Resident, noe: Resident) -> Occurrence:
    place = a_place(name="Le Kiosque", address="3 place Verte", how_to_come="Tram B, arrêt Verte.")
    return a_meeting(lea, noe, place=place, title="Titre gardé pour nous")


def shared(occurrence: Occurrence, by: Resident, **values: Any) -> tuple[TrustedLink, str]:
    link, token, _is_new = services.share_plan(
        occurrence=occurrence,
        by=by,
        **{"contact_name": "Mamie", "once": idempotency.new_key(), "at": NOW, **values},
    )
    return link, token


def page(token: str) -> Any:
    return Client().get(f"/agenda/plan/{token}/")


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_link_shows_who_where_when_and_nobody_elses_name(
    meeting: Occurrence, lea: Resident
) -> None:
    _link, token = shared(meeting, lea)

    response = page(token)

    assert response.status_code == 200
    said = words(response)
    for told in ("Léa", "Mamie", "Le Kiosque", "3 place Verte", "Tram B", "une autre personne"):
        assert told in said
    assert "mercredi 25 novembre" in said.lower()
    assert "Noé" not in said
    assert "Titre gardé" not in said
    assert lea.email not in said


def test_link_is_seen_by_no_engine_and_kept_by_nobody(meeting: Occurrence, lea: Resident) -> None:
    _link, token = shared(meeting, lea)

    for response in (page(token), page("zzzz")):
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["Cache-Control"] == "no-store"
        assert "noindex" in response["X-Robots-Tag"]
        assert '<meta name="robots" content="noindex' in response.content.decode()


def test_only_the_hash_of_a_token_of_128_bits_is_kept(meeting: Occurrence, lea: Resident) -> None:
    link, token = shared(meeting, lea)

    assert len(token) == 22
    row = TrustedLink.objects.filter(pk=link.pk).values().get()
    assert token not in str(row)
    assert row["token_hash"] == selectors.token_hash(token)


def test_same_form_sent_twice_makes_one_link_with_one_token(
    meeting: Occurrence, lea: Resident
) -> None:
    once = idempotency.new_key()

    first = shared(meeting, lea, once=once)
    second = shared(meeting, lea, once=once)

    assert first == second
    assert TrustedLink.objects.count() == 1


def test_tokens_of_other_people_dates_and_forms_differ(
    meeting: Occurrence, lea: Resident, noe: Resident
) -> None:
    once = idempotency.new_key()
    other = a_meeting(lea, starts_at=STARTS + timedelta(days=1))

    tokens = {
        shared(meeting, lea, once=once)[1],
        shared(meeting, noe, once=once)[1],
        shared(other, lea, once=once)[1],
        shared(meeting, lea)[1],
    }

    assert len(tokens) == 4


def test_unknown_ended_and_withdrawn_links_are_one_same_page(
    meeting: Occurrence, lea: Resident, now: time_machine.Traveller
) -> None:
    withdrawn, token = shared(meeting, lea)
    _other, ended = shared(meeting, lea)
    services.revoke_link(link_id=withdrawn.pk, by=lea, at=NOW)

    answers = {(page(one).status_code, words(page(one))) for one in (token, "inconnu")}
    now.move_to(ENDS + timedelta(hours=24))
    answers.add((page(ended).status_code, words(page(ended))))

    assert len(answers) == 1
    status, said = answers.pop()
    assert status == 404
    assert "Léa" not in said


def test_link_lives_until_24_hours_after_the_end_wherever_it_moves(
    meeting: Occurrence, lea: Resident, now: time_machine.Traveller
) -> None:
    _link, token = shared(meeting, lea)
    now.move_to(ENDS + timedelta(hours=24) - timedelta(seconds=1))
    assert page(token).status_code == 200

    meeting.starts_at += timedelta(days=2)
    meeting.ends_at += timedelta(days=2)
    meeting.save()
    now.move_to(ENDS + timedelta(hours=30))

    response = page(token)
    assert response.status_code == 200
    assert "vendredi 27 novembre" in words(response).lower()


def test_link_follows_what_is_called_off_and_who_no_longer_goes(
    meeting: Occurrence, lea: Resident
) -> None:
    _link, token = shared(meeting, lea)

    Attendance.objects.filter(resident=lea).update(state=Coming.CANCELLED)
    meeting.gathering.host = None
    meeting.gathering.save()
    assert "Léa n’y va finalement pas" in words(page(token))

    Occurrence.objects.update(is_cancelled=True)
    assert "Cette rencontre est annulée" in words(page(token))


def test_revoking_forgets_the_address_and_is_safe_to_repeat(
    meeting: Occurrence, lea: Resident, noe: Resident
) -> None:
    link, _token = shared(meeting, lea, contact_email="mamie@exemple.fr")

    with pytest.raises(NotVisible):
        services.revoke_link(link_id=link.pk, by=noe, at=NOW)
    for _ in range(2):
        services.revoke_link(link_id=link.pk, by=lea, at=NOW)

    link.refresh_from_db()
    assert (link.revoked_at, link.contact_email) == (NOW, "")


def test_form_sent_again_after_revoking_makes_nothing(meeting: Occurrence, lea: Resident) -> None:
    once = idempotency.new_key()
    link, _token = shared(meeting, lea, once=once)
    services.revoke_link(link_id=link.pk, by=lea, at=NOW)

    with pytest.raises(services.LinkGone):
        shared(meeting, lea, once=once)


@pytest.mark.parametrize(
    "name", ["", "   ", "06 12 34 56 78", "http://x.fr", "gagnez.com", "a@b.fr", "x" * 61, "Eh!"]
)
def test_name_of_a_contact_is_only_a_name(meeting: Occurrence, lea: Resident, name: str) -> None:
    """It is read in a mail of ours, by somebody who never asked for one."""
    with pytest.raises(services.NameRefused):
        shared(meeting, lea, contact_name=name)


@pytest.mark.parametrize("name", ["Mamie", "Jean-Loup", "Mme Le Goff", "D’Arcy", "Zoé  R."])
def test_name_of_a_contact_may_be_any_name(meeting: Occurrence, lea: Resident, name: str) -> None:
    link, _token = shared(meeting, lea, contact_name=name)
    assert link.contact_name == " ".join(name.split())


def test_fourth_link_is_refused_until_one_is_withdrawn(meeting: Occurrence, lea: Resident) -> None:
    links = [shared(meeting, lea)[0] for _ in range(3)]
    with pytest.raises(services.TooManyLinks):
        shared(meeting, lea)

    services.revoke_link(link_id=links[0].pk, by=lea, at=NOW)
    shared(meeting, lea)


def test_who_does_not_come_shares_nothing(meeting: Occurrence) -> None:
    stranger = a_resident()
    with pytest.raises(services.NotComing):
        shared(meeting, stranger)
    assert signed_in(stranger).get(f"/agenda/{meeting.pk}/partager/").status_code == 404


def test_past_or_cancelled_date_is_not_shared(meeting: Occurrence, lea: Resident) -> None:
    with pytest.raises(services.Over):
        shared(meeting, lea, at=ENDS)
    meeting.is_cancelled = True
    meeting.save()
    with pytest.raises(services.CalledOff):
        shared(meeting, lea)


def test_page_gives_the_link_once_mails_it_and_offers_an_sms(
    meeting: Occurrence, lea: Resident
) -> None:
    browser = signed_in(lea)
    form = {
        "contact_name": "Mamie",
        "contact_email": "mamie@exemple.fr",
        "once": idempotency.new_key(),
    }

    response = browser.post(f"/agenda/{meeting.pk}/partager/", form)
    again = browser.post(f"/agenda/{meeting.pk}/partager/", form)

    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    (token,) = set(re.findall(r"/agenda/plan/([\w-]+)/", response.content.decode()))
    assert f"/agenda/plan/{token}/" in again.content.decode()
    assert "sms:?&amp;body=" in response.content.decode()
    (sent,) = mail.outbox
    assert sent.to == ["mamie@exemple.fr"]
    assert f"/agenda/plan/{token}/" in sent.body
    assert "Noé" not in sent.body
    assert "Titre" not in sent.body + sent.subject
    assert token not in browser.get(f"/agenda/{meeting.pk}/partager/").content.decode()


def test_page_keeps_what_was_typed_when_something_is_wrong(
    meeting: Occurrence, lea: Resident
) -> None:
    form = {"contact_name": "06 12 34 56 78", "contact_email": "mamie@exemple.fr", "once": "x"}

    response = signed_in(lea).post(f"/agenda/{meeting.pk}/partager/", form)

    assert response.status_code == 422
    assert "mamie@exemple.fr" in response.content.decode()
    assert mail.outbox == []


def test_mails_to_contacts_are_few_in_a_day(meeting: Occurrence, lea: Resident) -> None:
    for number in range(7):
        one = a_meeting(lea, starts_at=STARTS + timedelta(days=number))
        form = {
            "contact_name": "Mamie",
            "contact_email": "mamie@exemple.fr",
            "once": idempotency.new_key(),
        }
        response = signed_in(lea).post(f"/agenda/{one.pk}/partager/", form)
        assert response.status_code == 200

    assert len(mail.outbox) == 5
    assert "donnez-lui le lien" in words(response)


def test_mail_server_down_still_gives_the_link(
    meeting: Occurrence, lea: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_args: Any, **_named: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", down)
    form = {
        "contact_name": "Mamie",
        "contact_email": "mamie@exemple.fr",
        "once": idempotency.new_key(),
    }

    response = signed_in(lea).post(f"/agenda/{meeting.pk}/partager/", form)

    assert response.status_code == 200
    assert "/agenda/plan/" in response.content.decode()
    assert "n’a pas pu partir" in words(response)


def test_trying_tokens_is_throttled(meeting: Occurrence) -> None:
    statuses = [page(f"essai{number}").status_code for number in range(61)]
    assert statuses.count(404) == 60
    assert statuses[-1] == 429


def test_address_goes_when_the_link_ends_and_the_link_a_week_later(
    meeting: Occurrence, lea: Resident
) -> None:
    link, _token = shared(meeting, lea, contact_email="mamie@exemple.fr")

    services.forget_old_safety(at=ENDS + timedelta(hours=23))
    assert TrustedLink.objects.get().contact_email == "mamie@exemple.fr"
    services.forget_old_safety(at=ENDS + timedelta(hours=24))
    assert TrustedLink.objects.get().contact_email == ""
    services.forget_old_safety(at=ENDS + timedelta(days=8))
    assert not TrustedLink.objects.filter(pk=link.pk).exists()


def test_asking_to_be_erased_closes_links(meeting: Occurrence, lea: Resident) -> None:
    link, token = shared(meeting, lea, contact_email="mamie@exemple.fr")

    people.ask_erasure(resident=lea, at=NOW)
    tasks.run_due(limit=500)

    link.refresh_from_db()
    assert link.revoked_at is not None
    assert link.contact_email == ""
    assert page(token).status_code == 404


def test_public_date_may_be_shared_too(lea: Resident) -> None:
    meeting = a_meeting(lea, audience=Audience.PUBLIC)
    _link, token = shared(meeting, lea)
    assert page(token).status_code == 200


def test_plan_of_a_sensitive_circle_never_names_it(lea: Resident) -> None:
    circle = a_circle("sensitive", name="Groupe de parole")
    in_circle(circle, lea, "Brume")
    meeting = a_meeting(lea, audience=Audience.CIRCLE, circle=circle, title="Groupe de parole")
    _link, token = shared(meeting, lea)

    said = words(page(token))
    assert "Groupe de parole" not in said
    assert "Brume" not in said


def test_draft_shows_nothing(meeting: Occurrence, lea: Resident) -> None:
    _link, token = shared(meeting, lea)
    meeting.gathering.status = Status.DRAFT
    meeting.gathering.save()
    assert page(token).status_code == 404


def test_revoking_a_link_that_is_none_is_not_found(lea: Resident) -> None:
    assert signed_in(lea).post(f"/agenda/lien/{uuid4()}/retirer/").status_code == 404
