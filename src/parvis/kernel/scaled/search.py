"""Search with PostgreSQL's tsvector and GIN, on the words we folded ourselves (``simple``)."""

from collections.abc import Collection

from django.db import connection

from parvis.kernel.ports import Match, Terms

#: {D, C, B, A}: bodies are D, titles A. The 1 divides by the length of the document.
QUERY = """
SELECT kind, object_id, ts_rank('{{0.1, 0.1, 0.1, 1.0}}', vector, query, 1) AS score
FROM kernel_searchdocument, to_tsquery('simple', %s) AS query
WHERE vector @@ query {kinds}
ORDER BY score DESC, object_id LIMIT %s
"""


class PostgresSearch:
    def find(self, terms: Terms, kinds: Collection[str] | None, limit: int) -> list[Match]:
        where, chosen = ("AND kind = ANY(%s)", [list(kinds)]) if kinds else ("", [])
        with connection.cursor() as cursor:
            cursor.execute(QUERY.format(kinds=where), [_expression(terms), *chosen, limit])
            return [Match(*row) for row in cursor.fetchall()]


def _expression(terms: Terms) -> str:
    """``(guitares | guitar) & (cours | cour | cou:*)``: forms are only letters and digits."""
    words = [list(forms) for forms in terms.words]
    words[-1].append(f"{terms.unfinished}:*")
    return " & ".join(f"({' | '.join(forms)})" for forms in words)
