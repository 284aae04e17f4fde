"""Public circles are findable by their words."""

from collections.abc import Iterable

from parvis.domains.circles import selectors
from parvis.kernel import search


@search.source("circle")
def every_circle() -> Iterable[search.Entry]:
    return selectors.searchable()
