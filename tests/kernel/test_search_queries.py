"""Any text is a valid query."""

import uuid

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.kernel import search

pytestmark = pytest.mark.django_db

ONE, TWO, THREE = (uuid.UUID(int=number) for number in (1, 2, 3))


def put(key: uuid.UUID, title: str, body: str = "", kind: str = "place") -> None:
    search.index(kind, key, title, body)


def found(query: str, **options: object) -> list[uuid.UUID]:
    return [hit.id for hit in search.find(query, **options)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "   ",
        "aujourd'hui",
        "'",
        "''''",
        '"',
        '"poterie',
        'a" OR "b',
        "NEAR(a b)",
        "NEAR/2",
        "AND OR NOT",
        "*",
        "po*",
        "**",
        "a:b",
        "title:poterie",
        "^poterie",
        "(",
        ")",
        "a & b | !c",
        "a <-> b",
        ":*",
        "\\",
        "%",
        "_",
        "-poterie",
        "+poterie",
        "🌻",
        "🌻 poterie",
        "👩‍👩‍👧",
        "\0",
        "\ud800",
        "a" * 10_000,
        "a " * 5_000,
        "é" * 10_000,
        "'; DROP TABLE kernel_searchdocument; --",
        "ﬁn ½ ①",
        "\u202e",
    ],
    ids=lambda asked: repr(asked[:20]),
)
def test_any_text_is_a_valid_query(asked: str) -> None:
    put(ONE, "Atelier de poterie")
    assert set(found(asked)) <= {ONE}
    assert found("poterie") == [ONE]


def test_signs_of_a_query_language_are_only_signs() -> None:
    put(ONE, "Atelier de poterie")
    for asked in ("po*", '"poterie', "-poterie", "🌻 poterie", "title:poterie atelier"[6:]):
        assert found(asked) == [ONE]


@given(st.text(max_size=60))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_word_is_found_by_itself(title: str) -> None:
    with transaction.atomic():
        put(ONE, title)
        for word in search.WORD.findall(title)[:3]:
            if _indexed(word, title):
                assert found(word) == [ONE]
        transaction.set_rollback(True)
    assert connection.in_atomic_block


def _indexed(word: str, title: str) -> bool:
    """Common words are left out, and a word may fold to nothing."""
    wanted = [folded for folded, _ in search._words(word)]
    kept = {folded for folded, common in search._words(title) if not common}
    return bool(wanted) and all(folded in kept for folded in wanted)
