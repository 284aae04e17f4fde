"""Finding, the same on both engines."""

import uuid
from collections.abc import Iterator

import pytest
from django.db import transaction

from parvis.kernel import search
from parvis.kernel.models import SearchDocument

pytestmark = pytest.mark.django_db

ONE, TWO, THREE = (uuid.UUID(int=number) for number in (1, 2, 3))


def put(key: uuid.UUID, title: str, body: str = "", kind: str = "place") -> None:
    search.index(kind, key, title, body)


def found(query: str, **options: object) -> list[uuid.UUID]:
    return [hit.id for hit in search.find(query, **options)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Atelier de poterie", "poterie"),
        ("Atelier de poterie", "ATELIER"),
        ("Randonnées en forêt", "randonnee foret"),
        ("Randonnée en forêt", "randonnées"),
        ("Jeux de société", "jeu societe"),
        ("Les chevaux du marais", "cheval"),
        ("Cours de guitare", "guitares"),
        ("L’eau et l'huile", "eau"),
        ("L’eau et l'huile", "d’huile"),
        ("Aujourd’hui au marché", "aujourd'hui"),
        ("Aujourd’hui au marché", "aujourd’hui"),
        ("Conseil de prud'hommes", "prud’homme"),
        ("Cœur de ville", "coeur"),
        ("Coeur de ville", "cœur"),
        ("Le maïs du jardin", "maïs"),
        ("Le maïs du jardin", "mais"),
        ("Salon de thé", "thé"),
        ("Salon de thé", "the"),
        ("Running and coffee", "running"),
        ("Running and coffee", "COFFEE run"),
        ("Les années 80", "80"),
        ("Salle 2b, 1er étage", "2b 1er"),
        ("Codec h264, 1e5", "1e5"),
        ("Русский клуб", "русский"),
        ("Русский клуб", "рус"),
        ("مقهى اللغات", "مقهى"),
        ("日本語の会", "日本"),
        ("Marie-Noëlle", "marie noelle"),
        ("Un lieu calme", "lieux calmes"),
        ("Une personne heureuse", "heureux"),
        ("Bibliothèque", "biblio"),
        ("Ping-pong", "ping-pon"),
    ],
)
def test_what_is_written_is_found(written: str, asked: str) -> None:
    put(ONE, written)
    put(TWO, "Tout autre chose")
    assert found(asked) == [ONE]
    put(ONE, "Ailleurs", written)
    assert found(asked) == [ONE]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Atelier de poterie", "peinture"),
        ("Atelier de poterie", "poterie peinture"),
        ("Atelier de poterie", "ate poterie"),
        ("Atelier de poterie", "telier"),
        ("Le club de la gare", "le la de"),
        ("Poterie", "NOT poterie nulle"),
        ("Running", "r u n"),
        ("Les lieux", "lie lieu calme"),
    ],
)
def test_what_is_not_written_is_not_found(written: str, asked: str) -> None:
    put(ONE, written)
    assert found(asked) == []


def test_a_word_in_a_title_weighs_more_than_in_a_body() -> None:
    put(ONE, "Club du samedi", "On y parle de poterie, parfois.")
    put(TWO, "Poterie du samedi", "On y parle de tout, parfois.")
    put(THREE, "Musique", "De la musique, parfois, le dimanche et les autres jours aussi.")
    hits = search.find("poterie")
    assert [hit.id for hit in hits] == [TWO, ONE]
    assert hits[0].score > hits[1].score


def test_answers_may_be_of_some_kinds_only_and_no_more_than_asked() -> None:
    put(ONE, "Poterie", kind="place")
    put(TWO, "Poterie", kind="circle")
    put(THREE, "Poterie", kind="gathering")
    assert sorted(found("poterie")) == [ONE, TWO, THREE]
    assert sorted(found("poterie", kinds=["circle", "gathering"])) == [TWO, THREE]
    assert search.find("poterie", kinds={"place"})[0][:2] == ("place", ONE)
    assert found("poterie", kinds=[]) == []
    assert len(found("poterie", limit=2)) == 2
    assert found("poterie", limit=0) == []


def test_indexing_again_replaces_the_words() -> None:
    put(ONE, "Poterie", "argile")
    put(ONE, "Peinture", "aquarelle")
    assert (found("poterie"), found("argile")) == ([], [])
    assert (found("peinture"), found("aquarelle")) == ([ONE], [ONE])
    assert SearchDocument.objects.count() == 1


def test_what_is_removed_is_not_found_any_more() -> None:
    put(ONE, "Poterie")
    put(TWO, "Poterie")
    search.remove("place", ONE)
    search.remove("place", ONE)
    search.remove("circle", TWO)
    assert found("poterie") == [TWO]


@pytest.mark.django_db(transaction=True)
def test_what_is_indexed_in_a_change_that_is_undone_is_not_found() -> None:
    with transaction.atomic():
        put(ONE, "Poterie")
        assert found("poterie") == [ONE]
        transaction.set_rollback(True)
    assert found("poterie") == []


def test_common_words_are_not_kept() -> None:
    put(ONE, "Le club de la gare", "Nous nous y retrouvons avec the others")
    words = " ".join(SearchDocument.objects.values_list("title", "body").get()).split()
    assert {"club", "gare", "retrouvons", "retrouvon", "others"} <= set(words)
    assert not {"le", "la", "de", "nous", "avec", "the"} & set(words)


def test_common_words_do_not_narrow_a_query() -> None:
    put(ONE, "Club de la gare")
    assert found("le club des gares") == [ONE]
    assert found("dans les club") == [ONE]


def test_rebuilding_indexes_every_source_again_and_forgets_the_rest() -> None:
    put(ONE, "Vieux titre")
    put(THREE, "Oublié")
    put(TWO, "Cercle", kind="circle")

    @search.source("place")
    def places() -> Iterator[search.Entry]:
        yield ONE, "Poterie", "argile"
        yield TWO, "Peinture", ""

    assert search.rebuild() == 2
    assert (found("vieux"), found("oublié")) == ([], [])
    assert (found("argile"), found("peinture"), found("cercle")) == ([ONE], [TWO], [TWO])
    assert search.rebuild(["place"]) == 2
    with pytest.raises(KeyError):
        search.rebuild(["unknown"])


def test_a_very_long_text_is_indexed_at_its_beginning() -> None:
    put(ONE, "Long", "argile " + "mot " * 100_000 + "fin")
    assert found("argile") == [ONE]
    assert found("fin") == []
    put(TWO, "x" * 100_000)
    assert found("x" * 100_000) == [TWO]


def test_finding_takes_one_query(django_assert_num_queries: object) -> None:
    for number in range(10, 40):
        put(uuid.UUID(int=number), "Poterie", "argile")
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(found("poterie argile")) == 30
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert found("…") == []
