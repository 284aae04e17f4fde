"""The agenda as Atom (RFC 4287), with the library that comes with Django."""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language

from parvis.domains.gatherings.models import Occurrence
from parvis.kernel import text
from parvis.web import dates


def written(
    found: Iterable[Occurrence], *, title: str, about: str, page: str, source: str, at: datetime
) -> bytes:
    """One entry a date, whose id never changes; what changed last comes first.

    :param page: the page people read, :param source: this feed; both whole addresses.
    """
    entries = sorted(found, key=lambda one: (one.gathering.updated_at, one.starts_at), reverse=True)
    feed = Atom1Feed(
        title=title,
        link=page,
        description=None,
        subtitle=about,
        language=get_language() or "fr",
        feed_url=source,
        feed_guid=_tag("agenda", at.replace(year=2026)),
    )
    for one in entries:
        gathering = one.gathering
        moment = dates.moment(one.starts_at, gathering.time_zone)
        feed.add_item(
            title=f"{gathering.title}, {moment}",
            link=settings.PARVIS.public_url + one.get_absolute_url(),
            description=_summary(one, moment),
            unique_id=_tag(str(one.pk), gathering.created_at),
            pubdate=gathering.created_at,
            updateddate=gathering.updated_at,
            author_name=_who(one),
        )
    out = BytesIO()
    feed.write(out, "utf-8")
    return out.getvalue()


def _summary(one: Occurrence, moment: str) -> str:
    gathering = one.gathering
    head = f"{moment}, {gathering.place.name}, {gathering.place.area.name}."
    return f"{head} {text.excerpt(gathering.about, 400)}"


def _who(one: Occurrence) -> str:
    organisation = one.gathering.organisation
    return organisation.name if organisation else str(settings.PARVIS.site_name)


def _tag(name: str, since: datetime) -> str:
    """A tag URI (RFC 4151): the name of the site, the day it began, what it names."""
    host = urlsplit(settings.PARVIS.public_url).hostname
    return f"tag:{host},{since:%Y}:{name}"
