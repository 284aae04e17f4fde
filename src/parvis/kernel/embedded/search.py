"""Search with SQLite's FTS5, kept beside ``SearchDocument`` by triggers."""

import uuid
from collections.abc import Collection

from django.db import connection

from parvis.kernel.ports import Match, Terms

#: A word in a title counts ten times one in a body, as on the other engine.
QUERY = """
SELECT document.kind, document.object_id, bm25(kernel_search, 10.0, 1.0) AS score
FROM kernel_search JOIN kernel_searchdocument AS document ON document.id = kernel_search.rowid
WHERE kernel_search MATCH %s {kinds}
ORDER BY score, document.object_id LIMIT %s
"""


class Fts5Search:
    def find(self, terms: Terms, kinds: Collection[str] | None, limit: int) -> list[Match]:
        chosen = tuple(kinds or ())
        where = f"AND document.kind IN ({', '.join(['%s'] * len(chosen))})" if chosen else ""
        with connection.cursor() as cursor:
            cursor.execute(QUERY.format(kinds=where), [_expression(terms), *chosen, limit])
            rows = cursor.fetchall()
        return [Match(kind, uuid.UUID(object_id), -score) for kind, object_id, score in rows]


def _expression(terms: Terms) -> str:
    """``("guitares" OR "guitar") AND ("cours" OR "cour" OR "cou" *)``: every form is quoted."""
    words = [[f'"{form}"' for form in forms] for forms in terms.words]
    words[-1].append(f'"{terms.unfinished}" *')
    return " AND ".join(f"({' OR '.join(forms)})" for forms in words)
