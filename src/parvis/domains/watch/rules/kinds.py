"""The kinds of things that wait. A domain above registers its own in its ``apps.py``."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import Role
from parvis.domains.watch.models import Item
from parvis.domains.watch.vocabulary import FALLBACK_PROMISE_HOURS

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words


@dataclass(frozen=True)
class Kind:
    """What waits, how long at most, and where it is answered.

    ``title`` says it in general (« Une demande d’accueil »); ``describe`` says it of one item, to
    one viewer, in a sentence that quotes nothing private (it becomes a mail's subject). It is
    called for each row of a list: it uses ``item.waiting`` and asks the database nothing.
    ``role`` is the duty that those asked must hold (the coordination aside); None for anyone.
    ``private``: only those who were asked know of it; who coordinates, when their turn comes.
    ``barred``: who is never asked, whatever duty they hold (they are part of what happened).
    """

    name: str
    title: "Words"
    promise_hours: float
    by_day: bool
    answer_url: Callable[[Item], str]
    describe: Callable[[Item, Resident], str]
    role: Role | None = None
    private: bool = False
    barred: Callable[[Item], Collection[UUID]] = lambda _item: ()


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Safe to repeat; the latest of a name counts."""
    _kinds[kind.name] = kind


def private_kinds() -> list[str]:
    """Names of the kinds that only those who were asked know of."""
    return [kind.name for kind in _kinds.values() if kind.private]


def kind_named(name: str) -> Kind:
    """A kind; one in general words for a name that no installed domain knows any more."""
    return _kinds.get(name) or Kind(
        name=name,
        title=gettext_lazy("Quelqu’un attend une réponse"),
        promise_hours=FALLBACK_PROMISE_HOURS,
        by_day=False,
        answer_url=lambda _item: str(reverse_lazy("watch:waiting")),
        describe=lambda item, _viewer: (
            _("%(name)s attend une réponse.") % {"name": item.waiting.name}
        ),
    )
