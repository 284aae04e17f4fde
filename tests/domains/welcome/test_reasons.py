"""Reasons hold only what the person gave and what the thing says of itself; in good French."""

from datetime import datetime

import pytest
from django.utils import translation

from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import Access, interests
from parvis.domains.welcome import pairing
from parvis.domains.welcome.pairing.town import town_at
from parvis.domains.welcome.pairing.words import CLAUSES, reason_sentence, slot_words
from parvis.domains.welcome.vocabulary import Kind
from parvis.kernel import clock
from parvis.matching.paths.reasons import TELLERS
from parvis.surfaces.cli.typesetting import faults

AREAS = {"tilleuls": "Les Tilleuls"}


def kin(slugs: frozenset[str]) -> set[str]:
    """Interests with those above and beside them."""
    above = {up for slug in slugs for up in interests.ancestors(slug)}
    return set(slugs) | above


@pytest.mark.django_db
@pytest.mark.usefixtures("town")
def test_reasons_say_nothing_that_was_not_given() -> None:
    """Over the whole demo town: each fact is the seeker's own, or the thing's."""
    now = clock.now()
    town, told = town_at(now), 0
    for resident in Resident.objects.order_by("pk")[:60]:
        seeker = pairing.seeker_of(resident, town, str(resident.pk))
        path = pairing.path_for(seeker, town, now=now, most=3, itself=resident.pk)
        for suggestion in (one for ranked in path.by_kind.values() for one in ranked):
            thing = town.catalogue.things[town.catalogue.rows[suggestion.thing_id]]
            for reason in pairing.stored_reasons(suggestion):
                told += 1
                given, own = GIVEN[reason["code"]](seeker), OWN[reason["code"]](thing)
                facts = set(reason["facts"])
                assert facts <= given | own
                # What is told of the person is theirs: never the thing's alone.
                if reason["code"] not in OF_THE_THING:
                    assert facts <= given
            assert reason_sentence(thing.kind, pairing.stored_reasons(suggestion), town.names)
    assert told > 300


NONE = lambda _one: set()  # noqa: E731
OF_THE_THING = {
    "similar-came",
    "new-here",
    "soon",
    "next-neighbourhood",
    "other-neighbourhood",
    "other-age",
}
GIVEN = {
    "shared-interest": lambda s: set(s.interests),
    "related-interest": lambda s: kin(s.interests),
    "free-then": lambda s: set(s.free),
    "same-neighbourhood": lambda s: {s.area},
    "next-neighbourhood": NONE,
    "other-neighbourhood": NONE,
    "shared-language": lambda s: set(s.languages),
    "wish": lambda s: set(s.wishes),
    "comfort": lambda s: set(s.comfort),
    "life": lambda s: set(s.life),
    "access-to-check": lambda s: set(s.access),
    "similar-came": NONE,
    "new-here": NONE,
    "soon": NONE,
    "other-age": NONE,
}
OWN = {
    **dict.fromkeys(GIVEN, NONE),
    "next-neighbourhood": lambda t: {t.area},
    "other-neighbourhood": lambda t: {t.area},
    "similar-came": lambda t: {t.title},
    "new-here": lambda t: {t.created_days},
    "soon": lambda t: {t.starts_at.isoformat()},
}

EXAMPLES = [
    ("shared-interest", ["photography"]),
    ("shared-interest", ["photography", "board-games", "gardening"]),
    ("related-interest", ["music"]),
    ("free-then", ["thu-evening", "sat-morning"]),
    ("same-neighbourhood", ["tilleuls"]),
    ("next-neighbourhood", ["tilleuls"]),
    ("other-neighbourhood", ["tilleuls"]),
    ("shared-language", ["ar", "fsl"]),
    ("wish", ["walk", "learn"]),
    ("comfort", ["one-to-one"]),
    ("comfort", ["small-group"]),
    ("comfort", ["write-first"]),
    ("comfort", ["come-with-someone"]),
    *(("life", [word]) for word in ("newcomer", "children", "dog", "student", "working")),
    *(("life", [word]) for word in ("job-seeker", "retired", "caregiver")),
    ("other-age", ["60-74"]),
    ("similar-came", ["Chorale des Tilleuls"]),
    ("new-here", [3]),
    ("soon", ["2026-11-24T08:30:00+00:00"]),
]


@pytest.mark.parametrize("kind", Kind.values)
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("code", "facts"), EXAMPLES)
def test_reason_is_one_sentence(kind: str, language: str, code: str, facts: list[object]) -> None:
    with translation.override(language):
        said = reason_sentence(kind, [{"code": code, "facts": facts}], AREAS)
        assert said.endswith(".")
        assert said[0].isupper()
        assert "%(" not in said
        if language == "fr":
            assert not list(faults(said))
        both = reason_sentence(
            kind, [{"code": code, "facts": facts}, {"code": "new-here", "facts": [1]}], AREAS
        )
        assert both.startswith(said[:-1])


def test_reason_of_every_code_has_words() -> None:
    codes = {code for code, _facts in EXAMPLES}
    assert codes == set(CLAUSES)
    assert len(TELLERS) <= len(CLAUSES)


def test_reason_without_a_fact_is_still_true() -> None:
    assert reason_sentence("place", [], AREAS) == "C’est ouvert à toutes et à tous."
    gone = [{"code": "same-neighbourhood", "facts": ["gone"]}]
    assert reason_sentence("place", gone, AREAS) == "C’est ouvert à toutes et à tous."
    unknown = [{"code": "access-to-check", "facts": list(Access.values)}]
    assert reason_sentence("circle", unknown, AREAS) == "C’est ouvert à toutes et à tous."


def test_reason_agrees_in_french() -> None:
    wish = [{"code": "wish", "facts": ["walk", "learn"]}]
    assert reason_sentence("place", wish, AREAS) == "Vous avez envie de marcher et d’apprendre."
    assert slot_words("thu-evening") == "le jeudi soir"
    one = [{"code": "shared-interest", "facts": ["photography"]}]
    assert (
        reason_sentence("welcomer", one, AREAS)
        == "Vous avez un goût en commun\u202f: photographie."
    )


def test_reason_keeps_the_moment_of_its_thing() -> None:
    at = datetime.fromisoformat("2026-11-24T08:30:00+00:00")
    soon = [{"code": "soon", "facts": [at.isoformat()]}]
    said = reason_sentence("gathering", soon, AREAS)
    assert said == "C’est bientôt\u202f: mardi 24 novembre à 9\u202fh\u202f30."
