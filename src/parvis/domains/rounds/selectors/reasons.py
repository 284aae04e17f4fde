"""Why these people, and why none: in words, in the language of whoever reads.

Codes are those of ``parvis.matching.rounds.reasons``, and of the vocabulary here; one that is not
known reads as the general sentence. What is said to somebody is about them alone, and never that
somebody else keeps away from them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _t
from django.utils.translation import ngettext

from parvis.domains.people.vocabulary import SLOTS, Language
from parvis.domains.people.vocabulary.sentences import interest_words, listed, lowered
from parvis.domains.rounds.models import Name, Unplaced
from parvis.domains.rounds.selectors.words import slot_words
from parvis.domains.rounds.vocabulary import (
    MINUTES_CHOICES,
    SET_ASIDE,
    SIZE_MAX,
    WEEK_PASSED,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Facts = Mapping[str, Any]


# Why these people.


def table_sentence(reasons: Sequence[Mapping[str, Any]], *, together: bool = True) -> str:
    """Only what all of them gave.

    :param together: said to one of them (« vous »); else to who reads the tables over.
    """
    clauses = [
        clause
        for reason in reasons
        if reason["code"] in _SHARED and (clause := _SHARED[reason["code"]](reason["facts"]))
    ]
    if not clauses:
        clauses = [_("tout le monde est libre au même moment, et le lieu convient à chacun·e")]
    said = listed_clauses(clauses[:2])
    start = _("Ce que vous avez en commun : %(what)s.") if together else _("En commun : %(what)s.")
    return start % {"what": said}


def listed_clauses(clauses: Sequence[str]) -> str:
    if len(clauses) < 2:
        return "".join(clauses)
    return _("%(first)s, et %(second)s") % {"first": clauses[0], "second": clauses[1]}


def _interests(facts: Sequence[Any]) -> str:
    return _("un goût partagé (%(interests)s)") % {"interests": interest_words(facts)}


def _languages(facts: Sequence[Any]) -> str:
    known = dict(Language.choices)
    named = [lowered(str(known[each])) for each in facts if each in known]
    return _("une langue de plus, %(languages)s") % {"languages": listed(named)} if named else ""


def _slots(facts: Sequence[Any]) -> str:
    named = [slot_words(each) for each in facts if each in SLOTS]
    return _("un moment libre, %(moment)s") % {"moment": listed(named)} if named else ""


_SHARED: Final = {
    "shared-activity": _interests,
    "shared-interest": _interests,
    "shared-language": _languages,
    "free-then": _slots,
}


# Why none.


@dataclass(frozen=True, slots=True)
class Widening:
    """One answer of the form made wider, in one tap: from what was said to a little more."""

    what: str
    label: str
    said: str
    changes: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Missed:
    """No table this week, as the person reads it."""

    why: str
    remedy: str
    widening: Widening | None


def missed(told: Unplaced, name: Name) -> Missed:
    """What somebody reads of having no table. Of one's own name, the widening that would help."""
    return Missed(
        why=why_unplaced(told.reason, you=True),
        remedy=remedy(told.reason, told.facts),
        widening=next(iter(widenings_of(told, name)), None),
    )


def widenings_of(told: Unplaced, name: Name) -> list[Widening]:
    """What may be made wider in one tap, the most useful first: what was tried and found to help;
    where nothing was tried, what the reason says by itself."""
    helps = [what for what in ("minutes", "transit", "size", "slots") if told.facts.get(what)]
    wider = [_WIDER[what](name, told.facts.get(what)) for what in helps or _of(told.reason).widens]
    return [one for one in wider if one is not None]


def _more_minutes(name: Name, wanted: Any) -> Widening | None:
    least = max(int(wanted or 0), name.minutes_max + 1)
    wider = next((each for each in MINUTES_CHOICES if each >= least), None)
    if wider is None:
        return None
    more = wider - name.minutes_max
    label = ngettext("Accepter %(n)s minute de plus", "Accepter %(n)s minutes de plus", more)
    said = _("C’est noté : jusqu’à %(n)s minutes de trajet.") % {"n": wider}
    return Widening("minutes", label % {"n": more}, said, {"minutes_max": wider})


def _by_bus(name: Name, _wanted: Any) -> Widening | None:
    if name.transit:
        return None
    said = _("C’est noté : le bus vous convient aussi.")
    return Widening("transit", _("Accepter le bus"), said, {"transit": True})


def _larger(name: Name, wanted: Any) -> Widening | None:
    wider = max(int(wanted or 0), name.size_max + 1)
    if wider > SIZE_MAX:
        return None
    said = _("C’est noté : jusqu’à %(n)s personnes à table.") % {"n": wider}
    label = _("Accepter d’être %(n)s à table") % {"n": wider}
    return Widening("size", label, said, {"size_max": wider})


def _freer(name: Name, wanted: Any) -> Widening | None:
    slot = next((each for each in wanted or () if each in SLOTS and each not in name.free), None)
    if slot is None:
        return None
    moment = slot_words(slot)
    said = _("C’est noté : vous êtes libre aussi %(moment)s.") % {"moment": moment}
    label = _("Me dire libre aussi %(moment)s") % {"moment": moment}
    return Widening("slots", label, said, {"free": (*name.free, slot)})


_WIDER: Final = {
    "minutes": _more_minutes,
    "transit": _by_bus,
    "size": _larger,
    "slots": _freer,
}


def why_unplaced(code: str, *, you: bool = False) -> str:
    """The reason that binds. ``you``: said to the person; else to who reads the tables over."""
    return str(_of(code).you if you else _of(code).them)


def remedy(code: str, facts: Facts) -> str:
    """What would give somebody a table, beyond waiting; nothing when only waiting does."""
    if facts.get("minutes"):
        return str(_of("too-far").remedy)
    slots = [each for each in facts.get("slots", ()) if each in SLOTS][:SLOTS_MOST]
    if slots:
        moments = listed([slot_words(each) for each in sorted(slots, key=SLOTS.index)])
        return _("Un moment de plus vous donnerait une place : %(moments)s.") % {"moments": moments}
    return str(_of(code).remedy)


@dataclass(frozen=True, slots=True)
class _Why:
    """A reason for the person and for the coordination; what helps; what one tap makes wider."""

    you: "_StrOrPromise"
    them: "_StrOrPromise"
    remedy: "_StrOrPromise" = ""
    widens: tuple[str, ...] = ()


def _of(code: str) -> _Why:
    """A code that is not known reads as the general one."""
    return _WHY.get(code) or _WHY["company"]


#: Too far, or without what somebody needs there: which of the two is nobody's business.
NO_PLACE: Final = _t("Aucun lieu qui lui convienne à ses moments libres.")
#: Of moments that would help, no more are said.
SLOTS_MOST: Final = 3

_WHY: Final = {
    "no-slot": _Why(
        _t("Aucune séance n’avait lieu à vos moments libres."),
        _t("Aucune séance à ses moments libres."),
        _t("D’autres moments libres vous aideraient."),
    ),
    "too-far": _Why(
        _t("Les séances à vos moments libres étaient trop loin pour vous."),
        NO_PLACE,
        _t("Un trajet un peu plus long vous donnerait d’autres lieux."),
        ("minutes", "transit"),
    ),
    "access": _Why(
        _t("Aucun lieu à vos moments libres n’offrait ce dont vous avez besoin sur place."),
        NO_PLACE,
        _t("La coordination le sait, et cherche un lieu qui convienne."),
    ),
    "language": _Why(
        _t("Nous n’avons pas trouvé deux autres personnes qui parlent une de vos langues."),
        _t("Pas assez de personnes avec une langue en commun."),
        _t("Si vous en parlez d’autres, même un peu, dites-le dans votre profil."),
    ),
    "no-seat": _Why(
        _t("Il y avait plus de monde que de places à vos moments libres."),
        _t("Plus de monde que de places à ses moments libres."),
    ),
    "size": _Why(
        _t("Il ne restait que des tablées plus grandes que ce que vous souhaitiez."),
        _t("Il ne restait que des tablées plus grandes que souhaité."),
        _t("Une personne de plus à table vous donnerait une place."),
        ("size",),
    ),
    "company": _Why(
        _t("Trop peu de personnes étaient libres en même temps que vous."),
        _t("Trop peu de personnes libres en même temps."),
        _t("D’autres moments libres, ou un trajet un peu plus long, vous aideraient."),
    ),
    WEEK_PASSED: _Why(
        _t("Il n’y a pas eu de tablée du tout cette semaine."),
        _t("Semaine sans tablée."),
    ),
    SET_ASIDE: _Why(
        _t("La coordination n’a pas trouvé de tablée qui vous aille vraiment."),
        _t("Mise de côté à la main."),
    ),
}


# What to open next.


def advice_sentences(advice: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """« Ouvrir une séance le jeudi soir placerait 7 personnes de plus. »"""
    for one in advice:
        placed = int(one.get("placed") or 0)
        if placed < 1:
            continue
        more = ngettext(
            "%(n)s personne de plus aurait une tablée",
            "%(n)s personnes de plus auraient une tablée",
            placed,
        ) % {"n": placed}
        slot = one.get("slot")
        if one.get("kind") == "session" and slot in SLOTS:
            yield _("Avec une séance de plus %(moment)s : %(more)s.") % {
                "moment": slot_words(str(slot)),
                "more": more,
            }
        elif one.get("kind") == "host":
            yield _("Avec une personne de plus qui ouvre volontiers la tablée : %(more)s.") % {
                "more": more
            }
