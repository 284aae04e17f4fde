"""Deferred work: an organisation is findable by its words while it is published."""

from collections.abc import Iterable

from django.utils.translation import override

from parvis.domains.organisations import selectors
from parvis.domains.organisations.events import OrganisationChanged
from parvis.domains.organisations.models import Organisation
from parvis.domains.organisations.vocabulary import SEARCH_KIND
from parvis.domains.people.vocabulary import interests
from parvis.kernel import events, search


@events.listens(OrganisationChanged, name="organisations.index")
def index(fact: OrganisationChanged) -> None:
    """Reads it as it is now, not as it was: facts may come late or twice."""
    organisation = selectors.published().filter(pk=fact.organisation_id).first()
    if organisation is None:
        search.remove(SEARCH_KIND, fact.organisation_id)
    else:
        search.index(SEARCH_KIND, *_entry(organisation))


@search.source(SEARCH_KIND)
def every_organisation() -> Iterable[search.Entry]:
    return (_entry(organisation) for organisation in selectors.published())


def _entry(organisation: Organisation) -> search.Entry:
    """In both languages: one index serves everybody."""
    slugs = {slug for own in organisation.interests for slug in (own, *interests.ancestors(own))}
    known = [interests.interests()[slug] for slug in sorted(slugs) if slug in interests.interests()]
    words = [word for each in known for word in (each.fr, each.en)]
    for language in ("fr", "en"):
        with override(language):
            words.append(str(organisation.get_kind_display()))
    near = [each.name for each in (organisation.area, organisation.place) if each]
    told = [organisation.when_where, organisation.about, organisation.volunteers_wanted]
    return organisation.pk, organisation.name, "\n".join([*near, *words, *told])
