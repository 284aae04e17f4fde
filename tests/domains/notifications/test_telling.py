"""A notice is written once, about somebody the reader sees, and read where it leads."""

from datetime import UTC, datetime, timedelta

import pytest

from parvis.domains.notifications import selectors, services
from parvis.domains.notifications.models import Notice
from parvis.domains.notifications.vocabulary import KEPT_DAYS, TITLE_MAX
from parvis.domains.people import services as people
from parvis.kernel import realtime, tasks
from parvis.kernel.errors import NotVisible
from parvis.kernel.models import Fact
from tests.factories.notifications import a_notice
from tests.factories.people import a_block, a_resident

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def tell(to, *, key="one", **changes):
    given = {"kind": "test", "title": "Nadia vous a écrit", "url": "/conversations/", "at": AT}
    return services.tell(to=to.pk, key=key, **{**given, **changes})


def test_tell_twice_writes_one_notice_and_one_fact():
    amina = a_resident()
    first, again = tell(amina), tell(amina, title="Autre titre")
    assert first == again
    assert [notice.title for notice in Notice.objects.all()] == ["Nadia vous a écrit"]
    assert Fact.objects.filter(name="notifications.NoticeWritten").count() == 1


def test_tell_same_key_to_two_people_writes_two():
    one, other = a_resident(), a_resident()
    tell(one)
    tell(other)
    assert [selectors.unread_count(each) for each in (one, other)] == [1, 1]


@pytest.mark.parametrize("url", ["//ailleurs.fr/", "https://ailleurs.fr/", "/\\ailleurs.fr", "mot"])
def test_tell_refuses_to_lead_elsewhere(url):
    with pytest.raises(services.NotAPath):
        tell(a_resident(), url=url)
    assert not Notice.objects.exists()


def test_tell_shortens_a_long_title():
    notice = tell(a_resident(), title="très " * 100)
    assert len(notice.title) <= TITLE_MAX
    assert notice.title.endswith("…")


def test_tell_says_nothing_about_somebody_blocked_in_either_direction():
    amina, serge = a_resident(), a_resident()
    a_block(amina, serge)
    assert tell(amina, about=serge.pk) is None
    assert tell(serge, about=amina.pk) is None
    assert not Notice.objects.exists()


@pytest.mark.parametrize("gone", [{"is_active": False}, {"erasure_asked_at": AT}])
def test_tell_writes_nothing_to_who_left(gone):
    assert tell(a_resident(**gone)) is None


def test_tell_writes_nothing_to_who_never_was():
    assert services.tell(to=a_notice(a_resident()).pk, kind="t", key="k", title="t", at=AT) is None


def test_notice_about_somebody_blocked_later_is_no_longer_shown_or_counted():
    amina, serge, nadia = a_resident(), a_resident(), a_resident()
    about_serge = a_notice(amina, about=serge)
    about_nadia = a_notice(amina, about=nadia)
    about_nobody = a_notice(amina)
    a_block(serge, amina)
    assert set(selectors.notices_of(amina)) == {about_nadia, about_nobody}
    assert selectors.unread_count(amina) == 2
    with pytest.raises(NotVisible):
        selectors.notice_for(amina, about_serge.pk)


def test_notice_of_somebody_else_is_not_found():
    with pytest.raises(NotVisible):
        selectors.notice_for(a_resident(), a_notice(a_resident()).pk)


def test_mark_all_read_keeps_the_first_time_of_reading():
    amina = a_resident()
    old = a_notice(amina, read_at=AT - timedelta(days=1))
    new = a_notice(amina)
    others = a_notice(a_resident())
    assert services.mark_all_read(resident=amina, at=AT) == 1
    assert services.mark_all_read(resident=amina, at=AT + timedelta(hours=1)) == 0
    assert Notice.objects.get(pk=old.pk).read_at == AT - timedelta(days=1)
    assert Notice.objects.get(pk=new.pk).read_at == AT
    assert Notice.objects.get(pk=others.pk).read_at is None


def test_page_reached_marks_read_only_what_leads_to_it():
    amina = a_resident()
    here, elsewhere = a_notice(amina, url="/ici/"), a_notice(amina, url="/la/")
    services.mark_read_leading_to(to=amina.pk, url="/ici/", at=AT)
    assert Notice.objects.get(pk=here.pk).read_at == AT
    assert Notice.objects.get(pk=elsewhere.pk).read_at is None


def test_settle_reads_every_notice_of_what_is_done():
    amina, nadia = a_resident(), a_resident()
    done = [a_notice(amina, key="watch:1:a"), a_notice(nadia, key="watch:1:b")]
    other = a_notice(nadia, key="watch:12:a")
    services.settle(keys_from="watch:1:", at=AT)
    assert [Notice.objects.get(pk=each.pk).read_at for each in done] == [AT, AT]
    assert Notice.objects.get(pk=other.pk).read_at is None


def test_forget_old_drops_what_is_older_than_ninety_days():
    amina = a_resident()
    a_notice(amina, created_at=AT - timedelta(days=KEPT_DAYS, seconds=1))
    kept = a_notice(amina, created_at=AT - timedelta(days=KEPT_DAYS))
    assert services.forget_old(at=AT) == 1
    assert list(Notice.objects.all()) == [kept]


def test_realtime_tells_only_the_reader(monkeypatch):
    told = []
    monkeypatch.setattr(
        realtime, "tell", lambda to, kind, **values: told.append((to, kind, values))
    )
    amina, _other = a_resident(), a_resident()
    tell(amina)
    tasks.run_due(raising=True)
    assert told == [(amina.pk, "notice", {})]


def test_realtime_is_silent_about_somebody_hidden_since(monkeypatch):
    told = []
    monkeypatch.setattr(realtime, "tell", lambda to, kind, **values: told.append(to))
    amina, nadia = a_resident(), a_resident()
    assert tell(amina, about=nadia.pk)
    a_block(nadia, amina)
    tasks.run_due(raising=True)
    assert told == []


def test_export_holds_the_notices_without_who_they_are_about():
    amina, nadia = a_resident(), a_resident(name="Nadia")
    a_notice(amina, about=nadia, title="Nadia vous a écrit", created_at=AT)
    a_notice(a_resident())
    section = services.export(amina)
    assert [row["created_at"] for row in section.rows] == [AT]
    assert "Nadia" not in str(section.rows)


def test_erasure_leaves_no_notice_to_or_about_the_person():
    amina, nadia = a_resident(), a_resident()
    a_notice(amina, about=nadia)
    a_notice(nadia)
    kept = a_notice(amina)
    people.erase(resident_id=nadia.pk, at=AT)
    assert list(Notice.objects.all()) == [kept]
