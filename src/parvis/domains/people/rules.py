"""Who may: predicates composed with ``& | ~``, each refusal with a sentence for the person.

may_close = rule(_("Seule la personne qui anime peut clore."))(is_host) | holds(Role.MODERATOR)
may_close(resident, circle)          # True or False
may_close.require(resident, circle)  # raises NotAllowed with the sentence
"""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from parvis.domains.people import models, vocabulary
from parvis.domains.people.vocabulary import STAFF_ROLES
from parvis.domains.territory.models import Area
from parvis.kernel.errors import Refusal

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Sentence

Visitor = models.Resident | AnonymousUser


class NotAllowed(Refusal):
    """Somebody asked for what their place here does not allow."""

    sentence = _("Cette action ne vous est pas ouverte.")


class Rule:
    """A question answered by yes, or by a sentence that says why not.

    ``one & other`` refuses with the first sentence, ``one | other`` with the last, ``~one`` with a
    general one: give it its own with :meth:`saying`.
    """

    def __init__(self, answer: "Callable[..., Sentence | None]") -> None:
        self._answer = answer

    def __call__(self, *args: Any, **kwargs: Any) -> bool:
        return self._answer(*args, **kwargs) is None

    def why_not(self, *args: Any, **kwargs: Any) -> "Sentence | None":
        """The sentence of the refusal, or ``None`` when it is allowed."""
        return self._answer(*args, **kwargs)

    def require(self, *args: Any, **kwargs: Any) -> None:
        """Go on, or refuse.

        :raises NotAllowed: with the sentence of the part that refuses.
        """
        if (sentence := self._answer(*args, **kwargs)) is not None:
            raise NotAllowed(sentence)

    def saying(self, sentence: "Sentence") -> "Rule":
        """The same rule, refusing with this sentence."""
        return Rule(lambda *args, **kwargs: None if self(*args, **kwargs) else sentence)

    def __and__(self, other: "Rule") -> "Rule":
        def both(*args: Any, **kwargs: Any) -> "Sentence | None":
            refused = self.why_not(*args, **kwargs)
            return other.why_not(*args, **kwargs) if refused is None else refused

        return Rule(both)

    def __or__(self, other: "Rule") -> "Rule":
        def either(*args: Any, **kwargs: Any) -> "Sentence | None":
            return None if self(*args, **kwargs) else other.why_not(*args, **kwargs)

        return Rule(either)

    def __invert__(self) -> "Rule":
        return Rule(lambda *args, **kwargs: NotAllowed.sentence if self(*args, **kwargs) else None)


def rule(sentence: "Sentence") -> Callable[[Callable[..., bool]], Rule]:
    """Make a rule of a predicate; ``sentence`` is what a person refused reads."""

    def make(predicate: Callable[..., bool]) -> Rule:
        return Rule(lambda *args, **kwargs: None if predicate(*args, **kwargs) else sentence)

    return make


class Held(NamedTuple):
    """A duty held now: everywhere (no area), or in an area and those within it."""

    kind: str
    area_id: UUID | None


def held_roles(resident: Visitor) -> tuple[Held, ...]:
    """The duties somebody holds now: one query, then remembered by this very object."""
    if isinstance(resident, AnonymousUser):
        return ()
    held: tuple[Held, ...] | None = getattr(resident, "_held_roles", None)
    if held is None:
        rows = models.Role.objects.filter(resident=resident, ended_at=None)
        held = tuple(Held(*row) for row in rows.order_by("id").values_list("kind", "area_id"))
        remember_roles(resident, held)
    return held


def remember_roles(resident: models.Resident, held: tuple[Held, ...] | None) -> None:
    """Spare the query of :func:`held_roles`; ``None`` makes it read again."""
    resident._held_roles = held  # type: ignore[attr-defined]  # noqa: SLF001


def lineage(area: Area) -> tuple[UUID, ...]:
    """The area and those it lies in, nearest first: a duty in any of them covers it."""
    found = [area.id]
    above = area
    while above.parent_id is not None and above.parent is not None:
        above = above.parent
        found.append(above.id)
    return tuple(found)


def has_role(
    resident: Visitor, role: vocabulary.Role | Collection[str], area: Area | None = None
) -> bool:
    """Whether somebody holds a role (or one of several) for ``area``: in it, above it, everywhere.

    Without an area: whether they hold it anywhere at all. What lies in an area must name it.
    """
    kinds = {str(role)} if isinstance(role, str) else {str(each) for each in role}
    held = [each for each in held_roles(resident) if each.kind in kinds]
    if area is None or not held or any(each.area_id is None for each in held):
        return bool(held)
    covered = lineage(area)
    return any(each.area_id in covered for each in held)


def holds(*roles: vocabulary.Role) -> Rule:
    """A rule over ``(resident, area=None)``: one of these roles, as :func:`has_role` reads it."""

    def answer(resident: Visitor, area: Area | None = None) -> "Sentence | None":
        return None if has_role(resident, roles, area) else NotAllowed.sentence

    return Rule(answer)


@rule(_("Il faut entrer avec votre compte pour faire cela."))
def is_signed_in(resident: Visitor, *_args: Any) -> bool:
    return bool(resident.is_authenticated and resident.is_active)


@rule(_("Votre compte est en cours d’effacement. Annulez l’effacement pour reprendre."))
def is_staying(resident: Visitor, *_args: Any) -> bool:
    return isinstance(resident, models.Resident) and resident.erasure_asked_at is None


@rule(_("Cette page est réservée aux personnes qui veillent sur la commune."))
def is_staff(resident: Visitor, *_args: Any) -> bool:
    """Holds a duty that sees more than a neighbour does."""
    return has_role(resident, STAFF_ROLES)


#: Whoever sees more than a neighbour does proves who they are twice (SEC-3).
needs_second_factor = is_staff

#: Roles are given by who coordinates the area, or by who runs the server.
may_give_roles = (holds(vocabulary.Role.COORDINATOR) | holds(vocabulary.Role.OPERATOR)).saying(
    _("Seule la coordination peut confier un rôle.")
)


@rule(_("C’est vous : il n’y a rien à faire ici."))
def is_somebody_else(resident: Visitor, other: models.Resident, *_args: Any) -> bool:
    return resident.pk != other.pk
