"""A file of boundaries is taken whole or not at all."""

import pytest

from parvis.domains.territory import services
from parvis.domains.territory.models import Area
from parvis.domains.territory.services import AreasRefused, ImportOutcome
from parvis.kernel.models import Fact

from .builders import NOW, box, collection, feature, town_file

BOWTIE = {
    "type": "Polygon",
    "coordinates": [[[3.0, 46.0], [3.02, 46.02], [3.02, 46.0], [3.0, 46.02], [3.0, 46.0]]],
}
TOWN = feature("Valmont", "commune", box(3.0, 46.0, 3.06, 46.04))


def quarter(geometry, name="Les Tilleuls", **properties):
    return feature(name, "neighbourhood", geometry, **{"parent": "valmont", **properties})


@pytest.mark.django_db
def test_import_adds_then_changes_nothing_then_changes_one():
    assert services.import_areas(town_file(), at=NOW) == ImportOutcome(added=5)
    assert services.import_areas(town_file(), at=NOW) == ImportOutcome(unchanged=5)
    changed = town_file()
    changed["features"][0]["properties"]["aliases"] = ["la cité", "les Tilleuls-Bas"]
    assert services.import_areas(changed, at=NOW) == ImportOutcome(changed=1, unchanged=4)
    assert Area.objects.get(slug="les-tilleuls").version == 2
    assert Area.objects.get(slug="la-gare").version == 1
    facts = Fact.objects.filter(name="territory.AreasImported")
    assert [fact.payload for fact in facts.order_by("id")] == [
        {"added": 5, "changed": 0}, {"added": 0, "changed": 1},
    ]  # fmt: skip


@pytest.mark.django_db
def test_import_gives_the_zone_and_holidays_of_the_parent():
    services.import_areas(town_file(holidays_region="FR-57", time_zone="Europe/Brussels"), at=NOW)
    gare = Area.objects.get(slug="la-gare")
    assert (gare.holidays_region, gare.time_zone) == ("FR-57", "Europe/Brussels")
    assert gare.zone.key == "Europe/Brussels"


@pytest.mark.parametrize(
    ("feature_", "words"),
    [
        (quarter(BOWTIE), "se croise lui-même (vers 46.01000, 3.01000)"),
        (quarter(box(3.05, 46.0, 3.09, 46.02)), "dépasse de Valmont"),
        (quarter(box(46.00, 3.00, 46.02, 3.02)), "inversées"),
        (quarter(box(3.0, 46.0, 3.0, 46.02)), "se croise lui-même"),
        (quarter({"type": "Point", "coordinates": [3.0, 46.0]}), "polygone"),
        (quarter({"type": "Polygon", "coordinates": []}), "vide"),
        (quarter({"type": "Polygon", "coordinates": [[[3.0, 46.0], [3.1, 46.0]]]}), "points"),
        (quarter({"type": "Polygon", "coordinates": "ici"}), "points"),
        (quarter({"type": "Polygon", "coordinates": [[[None, 1], [2, 3], [4, 5]]]}), "points"),
        (quarter(box(700000.0, 6600000.0, 700100.0, 6600100.0)), "WGS 84"),
        (quarter(box(3.0, 46.0, 3.01, 46.01), parent="nulle-part"), "« nulle-part »"),
        (quarter(box(3.0, 46.0, 3.01, 46.01), parent=None), "appartient à une commune"),
        (quarter(box(3.0, 46.0, 3.01, 46.01), time_zone="Europe/Valmont"), "fuseau"),
        (quarter(box(3.0, 46.0, 3.01, 46.01), time_zone="../../etc/passwd"), "fuseau"),
        (quarter(box(3.0, 46.0, 3.01, 46.01), holidays_region="FR-99"), "jours fériés"),
        (quarter(box(3.0, 46.0, 3.01, 46.01), name="!!!"), "nom lisible"),
        (quarter(box(3.0, 46.0, 3.01, 46.01), name="x" * 200), "nom lisible"),
        (quarter(box(3.0, 46.0, 3.01, 46.01), aliases="la cité"), "liste de mots"),
        (feature("Bloc", "ilot", box(3.0, 46.0, 3.01, 46.01)), "kind"),
        (feature("Valbourg", "commune", box(46.0, 3.0, 46.04, 3.06)), "inversées"),
        ({"type": "Feature", "geometry": None}, "propriétés"),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_import_refuses_a_bad_boundary_kindly_and_keeps_nothing(feature_, words):
    with pytest.raises(AreasRefused) as caught:
        services.import_areas(collection(TOWN, feature_), at=NOW)
    (problem,) = caught.value.problems
    assert words in problem.replace("\u202f", " ")
    assert caught.value.field == "file"
    assert not Area.objects.exists()
    assert not Fact.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        {}, [], "du texte", None, {"type": "FeatureCollection"}, collection(),
        {"type": "FeatureCollection", "features": ["a"]}, {"type": "Feature", "geometry": None},
        collection(TOWN, TOWN),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_import_refuses_what_is_not_a_collection(content):
    with pytest.raises(AreasRefused) as caught:
        services.import_areas(content, at=NOW)
    assert len(caught.value.problems) == 1


@pytest.mark.django_db
def test_import_tells_every_problem_at_once():
    with pytest.raises(AreasRefused) as caught:
        services.import_areas(
            collection(TOWN, quarter(BOWTIE), quarter(box(4.0, 46.0, 4.1, 46.1), name="Loin")),
            at=NOW,
        )
    assert [problem.split("\u202f")[0] for problem in caught.value.problems] == [
        "Les Tilleuls", "Loin",
    ]  # fmt: skip


@pytest.mark.django_db
def test_import_allows_a_sliver_outside_the_commune():
    sliver = quarter(box(2.9999, 46.0, 3.02, 46.02))
    assert services.import_areas(collection(TOWN, sliver), at=NOW) == ImportOutcome(added=2)


@pytest.mark.django_db
def test_import_takes_several_pieces_holes_and_heights():
    pieces = {
        "type": "MultiPolygon",
        "coordinates": [
            box(3.0, 46.0, 3.02, 46.02)["coordinates"],
            [[[3.04, 46.0, 120], [3.05, 46.0, 120], [3.05, 46.01, 120], [3.04, 46.0, 120]]],
        ],
    }
    services.import_areas(collection(TOWN, quarter(pieces)), at=NOW)
    kept = Area.objects.get(slug="les-tilleuls").boundary
    assert kept["type"] == "MultiPolygon"
    assert kept["coordinates"][1][0][0] == [3.04, 46.0]
    assert services.import_areas(collection(TOWN, quarter(pieces)), at=NOW).unchanged == 2


@pytest.mark.django_db
def test_import_does_not_turn_a_neighbourhood_into_a_commune():
    services.import_areas(town_file(), at=NOW)
    with pytest.raises(AreasRefused):
        services.import_areas(
            collection(feature("La Gare", "commune", box(3.0, 46.0, 3.06, 46.04))), at=NOW
        )
    assert Area.objects.get(slug="la-gare").kind == "neighbourhood"


@pytest.mark.django_db
def test_import_refuses_a_boundary_with_too_many_points():
    ring = [[3.0 + n * 1e-6, 46.0 if n % 2 else 46.00001] for n in range(20_001)]
    with pytest.raises(AreasRefused) as caught:
        services.import_areas(
            collection(TOWN, quarter({"type": "Polygon", "coordinates": [[*ring, ring[0]]]})),
            at=NOW,
        )
    assert "trop de points" in caught.value.problems[0]
