"""What one looks for in the agenda: read from a link, and written back the same."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.models import CoHost
from parvis.domains.gatherings.selectors import AgendaChoices, AgendaFilters
from parvis.domains.gatherings.vocabulary import WORDS_ASKED_MAX, CoHosting
from parvis.kernel import search, tasks
from tests.domains.territory.builders import make_town
from tests.factories.gatherings import NOW, TUESDAY, a_gathering, an_occurrence, comes, paris
from tests.factories.organisations import a_place, an_organisation
from tests.factories.people import a_resident

MONDAY, NEXT_MONDAY = paris("2026-11-23 00:00"), paris("2026-11-30 00:00")
NOTHING = AgendaChoices({}, {}, {})
WHOLE = (
    "acces=toilets&age=12&association=asso&au=2026-12-01&du=2026-11-24&gratuit=1&interet=choir"
    "&jours=lun&jours=dim&langue=en&lieu=maison&moment=morning&places=1&q=tarot+du+soir&seul=1"
)
KNOWN = AgendaChoices({}, {"maison": "Maison"}, {"asso": "Asso"})


def shown(**filters: Any) -> list[str]:
    page = selectors.agenda(
        viewer=None, starts=MONDAY, ends=NEXT_MONDAY, filters=AgendaFilters(**filters)
    )
    return [one.gathering.title for day in page.days for one in day.occurrences]


def test_link_is_written_as_it_was_read() -> None:
    query = selectors.query_of(selectors.read_filters(QueryDict(WHOLE), KNOWN))

    again = QueryDict(mutable=True)
    for name, value in query.items():
        again.setlist(name, value if isinstance(value, list) else [value])
    assert again.urlencode() == WHOLE


def test_order_of_a_link_does_not_matter() -> None:
    turned = "&".join(reversed(WHOLE.split("&")))

    assert selectors.read_filters(QueryDict(turned), KNOWN) == selectors.read_filters(
        QueryDict(WHOLE), KNOWN
    )


@given(st.text(max_size=300))
def test_any_link_is_read_and_settles(written: str) -> None:
    """Nonsense is left out; what is kept is kept the second time too."""
    filters = selectors.read_filters(QueryDict(written[:300]), NOTHING)
    query = QueryDict(mutable=True)
    for name, value in selectors.query_of(filters).items():
        query.setlist(name, value if isinstance(value, list) else [value])

    assert selectors.read_filters(query, NOTHING) == filters
    assert len(filters.words) <= WORDS_ASKED_MAX


@given(st.text(max_size=200))
def test_any_words_are_read_and_settle(words: str) -> None:
    query = QueryDict(mutable=True)
    query["q"] = words
    found = selectors.read_filters(query, NOTHING).words
    query["q"] = found

    assert selectors.read_filters(query, NOTHING).words == found
    assert "\0" not in found


@pytest.mark.django_db
def test_place_area_or_organisation_that_is_gone_is_left_out() -> None:
    place = a_place(published=False)
    organisation = an_organisation(published=False)

    read = selectors.read_filters(
        QueryDict(f"lieu={place.slug}&association={organisation.slug}&quartier=x&voisins=1")
    )

    assert read == AgendaFilters()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"weekdays": ("mar",)}, ["Café"]),
        ({"weekdays": ("mer", "sam")}, ["Marche", "Veillée"]),
        ({"since": date(2026, 11, 25)}, ["Marche", "Veillée"]),
        ({"until": date(2026, 11, 25)}, ["Café", "Marche"]),
        ({"since": date(2026, 11, 25), "until": date(2026, 11, 25)}, ["Marche"]),
        ({"since": date(2026, 11, 26), "until": date(2026, 11, 25)}, []),
        ({"age": 8}, ["Marche"]),
        ({"age": 15}, ["Café", "Marche"]),
        ({"age": 40}, ["Café", "Marche", "Veillée"]),
        ({"age": 90}, ["Marche", "Veillée"]),
        ({"branch": "choir"}, ["Veillée"]),
        ({"branch": "music"}, ["Veillée"]),
        ({"branch": "walking"}, ["Marche"]),
    ],
)
def test_every_filter_of_when_and_for_whom(filters: dict[str, Any], found: list[str]) -> None:
    cafe = a_gathering(title="Café", interests=("conversation",))
    cafe.age_min, cafe.age_max = 15, 60
    cafe.save()
    a_gathering(title="Marche", day=TUESDAY + timedelta(days=1), interests=("walking",))
    night = a_gathering(
        title="Veillée",
        day=TUESDAY + timedelta(days=4),
        starts=time(23, 30),
        ends=time(23, 50),
        interests=("choir",),
    )
    night.children = False
    night.save()

    assert shown(**filters) == found


@pytest.mark.django_db
def test_seats_left_are_those_nobody_has_nor_waits_for() -> None:
    free = an_occurrence(title="Sans limite")
    one_left = an_occurrence(title="Encore une", capacity=2)
    full = an_occurrence(title="Complet", capacity=1)
    waited = an_occurrence(title="Attendue", capacity=3)
    offered = an_occurrence(title="Proposée", capacity=1)
    comes(a_resident(), one_left)
    comes(a_resident(), full)
    type(waited).objects.filter(pk=waited.pk).update(waiting=1)
    type(offered).objects.filter(pk=offered.pk).update(offered=1)

    assert free.gathering.capacity is None
    assert shown(has_seats=True) == ["Encore une", "Sans limite"]


@pytest.mark.django_db
def test_organisation_has_what_it_runs_with_others_once_confirmed() -> None:
    theirs = an_organisation(hosts=(odile := a_resident(),), slug="nous")
    a_gathering(title="À nous", host=odile, organisation=theirs)
    together = a_gathering(title="Ensemble")
    asked = a_gathering(title="Demandé")
    CoHost.objects.create(gathering=together, organisation=theirs, state=CoHosting.ACCEPTED)
    CoHost.objects.create(gathering=asked, organisation=theirs)

    assert shown(organisation="nous") == ["Ensemble", "À nous"]


@pytest.mark.django_db
def test_neighbours_are_looked_at_when_asked() -> None:
    town = make_town()
    for slug in ("les-tilleuls", "la-gare", "le-port", "les-hauts"):
        a_gathering(title=slug, place=a_place(town[slug]))
    here = town["les-tilleuls"]

    assert shown(area=here) == ["les-tilleuls"]
    assert shown(area=here, nearby=True) == ["la-gare", "les-hauts", "les-tilleuls"]
    assert len(shown(area=town["valmont"], nearby=True)) == 4


@pytest.mark.django_db
def test_words_find_titles_and_stories_whatever_the_accents(
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        a_gathering(title="Atelier de réparation", about="Vélos et grille-pain.")
        a_gathering(title="Tarot")
    tasks.run_due(limit=500)
    assert search.find("reparation")

    assert shown(words="REPARATIONS") == ["Atelier de réparation"]
    assert shown(words="velo") == ["Atelier de réparation"]
    assert shown(words="tarot", free_of_charge=True) == ["Tarot"]
    assert shown(words="nulle part") == []
    assert shown(words="«»!?") == []


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_month_and_spots_take_as_many_queries_whatever_takes_place(
    count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        a_gathering()

    with django_assert_num_queries(1):
        assert selectors.month(TUESDAY).count == count
    with django_assert_num_queries(2):
        found = selectors.spots(starts=MONDAY, ends=NEXT_MONDAY, at=NOW)
        assert len([(one.place.area.name, one.named[0].title) for one in found]) == count
