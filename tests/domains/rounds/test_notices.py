"""What is told of tables: to whom, in which words, once, and never of anybody else."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from parvis.domains.notifications.models import Notice
from parvis.domains.notifications.vocabulary import Urgency
from parvis.domains.rounds import services
from parvis.domains.rounds.models import Unplaced
from parvis.domains.rounds.vocabulary import Further
from tests.domains.rounds.tables import (
    LATER,
    a_formed_table,
    after_meetings,
    all_come,
    an_asking_table,
    name_of,
    says,
    seat_of,
    the_rest_follows,
    told,
)
from tests.factories.rounds import (
    MONDAY,
    a_commune,
    a_coordinator,
    a_prepared_round,
    a_published_round,
    a_session,
    on_list,
)

pytestmark = pytest.mark.django_db


def of(resident, key: str) -> Notice:
    return Notice.objects.get(to=resident, key__startswith=f"{key}:")


def test_everybody_with_a_place_is_asked_once_with_a_mail_that_leads_to_it() -> None:
    table, people, _others = an_asking_table(4)

    the_rest_follows(MONDAY)
    the_rest_follows(MONDAY)

    for one in people:
        notice = of(one, "table-asked")
        assert str(seat_of(table, one).pk) in notice.url
        assert notice.urgency == Urgency.NOW
    assert sorted(mails[0] for mails in (each.to for each in mail.outbox)) == sorted(
        one.email for one in people
    )


def test_question_says_where_when_and_until_when() -> None:
    table, people, _others = an_asking_table(4)

    the_rest_follows(MONDAY)

    body = of(people[0], "table-asked").body
    assert table.session.place.name in body
    assert "mardi 8 décembre" in body or "mardi 1" in body
    assert "mercredi 25 novembre" in body


def test_who_has_no_table_is_told_once_why_and_that_they_come_sooner() -> None:
    _table, _people, others = an_asking_table(4, waiting=2)

    the_rest_follows(MONDAY)
    told_at = {one.told_at for one in Unplaced.objects.all()}
    the_rest_follows(LATER)

    for one in others:
        notice = of(one, "table-none")
        assert "plus tôt" in notice.body
        assert len(notice.body.split(". ")) >= 2
        assert name_of(one).waited == 1
    assert told_at == {MONDAY}
    assert {one.told_at for one in Unplaced.objects.all()} == {MONDAY}


def test_week_without_tables_is_told_to_everybody_on_the_list() -> None:
    commune = a_commune()
    people = on_list(commune, 3)
    round_ = a_prepared_round(commune, (a_session(commune), people))

    services.skip(round_id=round_.pk, by=a_coordinator(commune), at=MONDAY)
    the_rest_follows(MONDAY)

    assert [told(one, MONDAY) for one in people] == [["table-none"]] * 3
    assert [name_of(one).waited for one in people] == [1, 1, 1]


def test_coordination_is_told_to_read_over_and_of_a_list_without_sessions() -> None:
    from django.db import transaction

    from parvis.domains.rounds.events import RoundPrepared, SessionsMissing
    from parvis.kernel import events

    commune = a_commune()
    people = on_list(commune, 3)
    coordinator, elsewhere = a_coordinator(commune), a_coordinator(a_commune())
    round_ = a_prepared_round(commune, (a_session(commune), people))
    with transaction.atomic():
        events.publish(
            RoundPrepared(round_id=round_.pk, area_id=commune.pk, tables=1, placed=3, unplaced=0)
        )
        events.publish(SessionsMissing(round_id=round_.pk, area_id=commune.pk))

    the_rest_follows(MONDAY)

    assert sorted(told(coordinator, MONDAY)) == ["round-no-session", "round-prepared"]
    assert told(elsewhere, MONDAY) == []
    assert str(round_.pk) in of(coordinator, "round-prepared").url


def test_question_that_cannot_be_answered_any_more_is_not_left_to_be_read() -> None:
    table, people, _others = an_asking_table(3)
    the_rest_follows(MONDAY)
    says(table, people[0])
    for one in people[1:]:
        says(table, one, comes=False)

    the_rest_follows()

    assert of(people[0], "table-asked").read_at is not None
    assert of(people[0], "table-unmade").read_at is None


def test_english_reader_is_told_in_their_language_of_nothing_lost() -> None:
    """The words are made for the reader: the place and the hour are in them."""
    table, people, _others = an_asking_table(3)
    people[0].reads = "en"
    people[0].save()

    the_rest_follows(MONDAY)

    assert table.session.place.name in of(people[0], "table-asked").body


def test_nothing_that_is_told_names_anybody_else() -> None:
    """All that can be told, told; then read by each for the names of the others."""
    commune = a_commune()
    people, others = on_list(commune, 4), on_list(commune, 2)
    for number, one in enumerate([*people, *others]):
        one.name = f"Zoé{number}Unique"
        one.save()
    round_ = a_published_round(commune, (a_session(commune), people), unplaced=others)
    table = round_.tables.get()
    the_rest_follows(MONDAY)
    all_come(table, people[:3])
    says(table, people[3], comes=False)
    the_rest_follows()
    refilled = table.seats.get(is_refill=True)
    says(table, refilled.resident)
    the_rest_follows()
    table.refresh_from_db()
    at = after_meetings(table, 3)
    services.ask_further(at)
    the_rest_follows(at)
    for one in people[:3]:
        services.say_further(
            seat_id=seat_of(table, one).pk, by=one, further=Further.CONTINUE, at=at
        )
    the_rest_follows(at)

    kinds = {one.key.split(":")[0] for one in Notice.objects.filter(kind="round")}
    assert kinds >= {"table-asked", "table-none", "table-formed", "table-further", "table-goes-on"}
    for notice in Notice.objects.filter(kind="round").select_related("to"):
        named = set(re.findall(r"Zoé\dUnique", notice.title + notice.body))
        assert named == set()


def test_host_reads_that_they_open_it_and_the_others_do_not() -> None:
    table, people = a_formed_table(4)
    the_rest_follows()

    opens = [one for one in people if "vous qui l’ouvrez" in of(one, "table-formed").body]

    assert opens == [table.gathering.host]


def test_mail_that_was_due_is_not_sent_a_day_late() -> None:
    _table, people, _others = an_asking_table(3)

    the_rest_follows(MONDAY)
    sent = len(mail.outbox)
    the_rest_follows(MONDAY + timedelta(days=2))

    assert sent == len(people)
    assert len([one for one in mail.outbox if "Une tablée" in one.subject]) == sent
