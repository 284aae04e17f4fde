"""The page of notices."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.domains.notifications.models import Notice
from parvis.kernel import ids
from tests.factories.notifications import a_notice
from tests.factories.people import a_block, a_resident, signed_in

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LIST = "/avis/"


def words(response) -> str:
    return response.content.decode()


def test_list_groups_by_day_newest_first_and_ends():
    amina = a_resident()
    a_notice(amina, title="Hier soir", created_at=AT - timedelta(days=1))
    a_notice(amina, title="Ce matin", created_at=AT)
    page = words(signed_in(amina).get(LIST))
    order = ["Mardi 24 novembre", "Ce matin", "Lundi 23 novembre", "Hier soir", "C’est tout"]
    assert sorted(order, key=page.index) == order


def test_list_leaves_out_who_is_hidden_and_what_is_others():
    amina, serge = a_resident(), a_resident(name="Serge")
    a_notice(amina, about=serge, title="Serge vous a écrit")
    a_notice(serge, title="Pour Serge")
    a_block(serge, amina)
    page = words(signed_in(amina).get(LIST))
    assert "Serge" not in page
    assert "Rien de neuf" in page


def test_list_costs_the_same_for_one_notice_and_for_three():
    amina = a_resident()
    client = signed_in(amina)
    client.get(LIST)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            a_notice(amina, about=a_resident())
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_list_fragment_is_only_the_notices():
    amina = a_resident()
    a_notice(amina, title="Nadia vous a écrit")
    page = words(signed_in(amina).get(LIST, headers={"HX-Request": "true"}))
    assert "Nadia vous a écrit" in page
    assert "<html" not in page


def test_open_leads_there_and_reads_once():
    amina = a_resident()
    notice = a_notice(amina, url="/conversations/")
    client = signed_in(amina)
    for _ in range(2):
        response = client.get(f"/avis/{notice.pk}/")
        assert (response.status_code, response["Location"]) == (303, "/conversations/")
    assert Notice.objects.get().read_at is not None


def test_open_without_a_page_comes_back_to_the_list():
    amina = a_resident()
    assert signed_in(amina).get(f"/avis/{a_notice(amina).pk}/")["Location"] == LIST


@pytest.mark.parametrize("whose", ["somebody else", "nobody", "about somebody blocked"])
def test_open_what_is_not_yours_is_not_found(whose):
    amina, serge = a_resident(), a_resident()
    a_block(amina, serge)
    notice_id = {
        "somebody else": a_notice(serge).pk,
        "nobody": ids.new_id(),
        "about somebody blocked": a_notice(amina, about=serge).pk,
    }[whose]
    assert signed_in(amina).get(f"/avis/{notice_id}/").status_code == 404
    assert not Notice.objects.exclude(read_at=None).exists()


def test_mark_all_read_twice_is_the_same():
    amina = a_resident()
    a_notice(amina)
    client = signed_in(amina)
    for _ in range(2):
        assert client.post("/avis/tout-lu/").status_code == 303
    assert Notice.objects.get().read_at is not None
    assert "Tout marquer" not in words(client.get(LIST))


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_mark_all_read_needs_a_post(method):
    amina = a_resident()
    a_notice(amina)
    assert getattr(signed_in(amina), method)("/avis/tout-lu/").status_code == 405
    assert Notice.objects.get().read_at is None


def test_visitor_is_asked_to_sign_in(client):
    assert client.get(LIST).status_code == 302
    assert client.get(f"/avis/{a_notice(a_resident()).pk}/").status_code == 302


def test_list_is_in_english_for_who_reads_english():
    page = words(signed_in(a_resident()).get(LIST, headers={"Accept-Language": "en"}))
    assert '<html lang="en"' in page
