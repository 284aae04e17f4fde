"""What other sites and readers take: Atom, schema.org, a frame, a piece of HTML."""

import json
from datetime import timedelta
from html.parser import HTMLParser

import feedparser
import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from parvis.domains.gatherings import services
from parvis.domains.notifications import services as notifications
from parvis.domains.notifications.models import Notice
from parvis.domains.notifications.vocabulary import Urgency
from tests.factories.gatherings import NOW, a_gathering, comes
from tests.factories.people import a_resident, signed_in

pytestmark = pytest.mark.django_db

HOSTILE = "</script><script>alert(1)</script> & « œuvre » <b>gras</b>"


@pytest.fixture(autouse=True)
def then(time_machine):
    time_machine.move_to(NOW, tick=False)


def test_atom_is_read_whole_by_a_reader_of_feeds() -> None:
    gathering = a_gathering(title="Café & thé <3", capacity=3)
    feed = feedparser.parse(Client().get(reverse("feeds:agenda_atom")).content)

    assert not feed.bozo
    assert feed.version == "atom10"
    [entry] = feed.entries
    assert entry.title.startswith("Café & thé")
    assert entry.id.startswith("tag:")
    assert entry.link.endswith(gathering.occurrences.get().get_absolute_url())
    assert entry.updated_parsed


def test_atom_entry_keeps_its_id_when_the_gathering_changes() -> None:
    gathering = a_gathering(title="Avant")
    first = feedparser.parse(Client().get(reverse("feeds:agenda_atom")).content).entries[0]
    gathering.title, gathering.updated_at = "Après", NOW + timedelta(minutes=5)
    gathering.save()
    second = feedparser.parse(Client().get(reverse("feeds:agenda_atom")).content).entries[0]

    assert first.id == second.id
    assert first.updated < second.updated
    assert "Après" in second.title


class Scripts(HTMLParser):
    """The data blocks of a page, as a search engine reads them, and its other scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.kind, self.data, self.kinds = "", [], []

    def handle_starttag(self, tag, attrs):
        if tag == "script":
            self.kind = dict(attrs).get("type", "")
            self.kinds.append(self.kind)

    def handle_endtag(self, tag):
        if tag == "script":
            self.kind = ""

    def handle_data(self, data):
        if self.kind == "application/ld+json":
            self.data.append(data)


def scripts(page: str) -> Scripts:
    found = Scripts()
    found.feed(page)
    return found


def test_page_of_a_date_tells_search_engines_what_when_and_where() -> None:
    gathering = a_gathering(title="Œuvres", about=HOSTILE, capacity=12)
    one = gathering.occurrences.get()
    comes(a_resident(name="Zoltan"), one)
    found = scripts(Client().get(one.get_absolute_url()).content.decode())
    [said] = [json.loads(block) for block in found.data]

    assert said["@type"] == "Event"
    assert said["name"] == "Œuvres"
    assert said["description"] == gathering.about
    assert said["startDate"] == "2026-11-24T09:30:00+01:00"
    assert said["endDate"] == "2026-11-24T11:00:00+01:00"
    assert said["eventStatus"] == "https://schema.org/EventScheduled"
    assert said["isAccessibleForFree"] is True
    assert said["location"]["@type"] == "Place"
    assert said["maximumAttendeeCapacity"] == 12
    assert "Zoltan" not in json.dumps(said)
    assert set(found.kinds) == {"module", "application/ld+json"}


def test_a_cancelled_date_says_so_to_search_engines() -> None:
    gathering = a_gathering(rrule="FREQ=WEEKLY")
    one = gathering.occurrences.order_by("starts_at")[0]
    services.cancel_occurrence(occurrence=one, by=gathering.host, at=NOW)
    found = scripts(Client().get(one.get_absolute_url()).content.decode())

    assert json.loads(found.data[0])["eventStatus"] == "https://schema.org/EventCancelled"


def test_frame_may_stand_in_any_site_and_runs_nothing() -> None:
    a_gathering(title=HOSTILE[:90])
    answer = signed_in(a_resident(name="Zoltan")).get(reverse("feeds:embed"))
    page = answer.content.decode()

    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert "Zoltan" not in page
    assert scripts(page).kinds == []
    assert "<script>" not in page
    assert not answer.cookies
    elsewhere = Client().get(reverse("gatherings:agenda"))
    assert "frame-ancestors 'none'" in elsewhere["Content-Security-Policy"]
    assert elsewhere["X-Frame-Options"] == "DENY"


def test_piece_of_html_has_whole_addresses_and_the_language_asked_for() -> None:
    a_gathering(title="Café")
    french = Client().get(reverse("feeds:embed_fragment"))
    english = Client().get(reverse("feeds:embed_fragment"), {"en": "1"})

    assert french["Access-Control-Allow-Origin"] == "*"
    assert 'href="/' not in french.content.decode()
    assert 'lang="fr"' in french.content.decode()
    assert 'lang="en"' in english.content.decode()


@pytest.mark.parametrize(("asked", "shown"), [("2", 2), ("0", 1), ("x", 3), ("999", 3), ("", 3)])
def test_piece_shows_as_many_dates_as_asked(asked, shown) -> None:
    for _each in range(3):
        a_gathering()
    page = Client().get(reverse("feeds:embed_fragment"), {"combien": asked}).content.decode()

    assert page.count("<li>") == shown


def test_guide_shows_the_frame_it_explains() -> None:
    page = Client().get(reverse("feeds:embed_guide")).content.decode()
    assert reverse("feeds:embed") in page
    assert "&lt;iframe" in page


def a_mail(resident, url: str):
    notifications.tell(
        to=resident.pk,
        kind="gathering",
        key="test",
        title="Un changement",
        url=url,
        urgency=Urgency.NOW,
        at=NOW,
    )
    notice = Notice.objects.get(to=resident, key="test")
    notifications.send_mail(notice_id=notice.pk, at=NOW)
    return mail.outbox[-1]


def test_mail_about_a_date_one_comes_to_brings_it_for_ones_calendar() -> None:
    me, one = a_resident(), a_gathering(title="Café").occurrences.get()
    comes(me, one)
    [(name, body, kind)] = a_mail(me, one.get_absolute_url()).attachments

    assert name == "rencontre-2026-11-24.ics"
    assert kind == "text/calendar"
    assert "SUMMARY:Café" in (body if isinstance(body, str) else body.decode())


def test_mail_about_anything_else_brings_nothing() -> None:
    one = a_gathering().occurrences.get()
    assert a_mail(a_resident(), one.get_absolute_url()).attachments == []
    assert a_mail(a_resident(), reverse("gatherings:agenda")).attachments == []
