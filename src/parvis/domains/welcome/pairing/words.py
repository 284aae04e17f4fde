"""The reason of a suggestion, in a sentence: only facts the person gave, and facts of the thing."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from parvis.domains.people.vocabulary import Language
from parvis.domains.people.vocabulary.sentences import interest_words, listed, lowered
from parvis.domains.welcome.vocabulary import Kind
from parvis.matching.paths.plan import Suggestion
from parvis.web import dates

StoredReason = dict[str, Any]


def stored_reasons(suggestion: Suggestion) -> list[StoredReason]:
    """The reasons as they are kept: codes and facts, so that words follow the reader's language."""
    reasons: list[StoredReason] = [
        {"code": reason.code, "facts": [_plain(fact) for fact in reason.facts]}
        for reason in suggestion.reasons
    ]
    if suggestion.to_check:
        reasons.append({"code": "access-to-check", "facts": list(suggestion.to_check)})
    return reasons


def _plain(fact: object) -> object:
    return fact.isoformat() if isinstance(fact, dt.datetime) else fact


def reason_sentence(kind: str, reasons: Sequence[StoredReason], areas: dict[str, str]) -> str:
    """One sentence. ``areas`` are the names of the neighbourhoods by slug."""
    clauses = [
        clause
        for reason in reasons
        if reason["code"] in CLAUSES
        and (clause := CLAUSES[reason["code"]](kind == Kind.WELCOMER, reason["facts"], areas))
    ]
    if not clauses:
        clauses = [_nothing_in_common(kind)]
    sentence = clauses[0]
    if len(clauses) > 1:
        sentence = _("%(first)s, et %(second)s") % {"first": clauses[0], "second": clauses[1]}
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _nothing_in_common(kind: str) -> str:
    if kind == Kind.WELCOMER:
        return _("cette personne accueille volontiers celles et ceux qui arrivent")
    return _("c’est ouvert à toutes et à tous")


Facts = Sequence[Any]
Areas = dict[str, str]


def _shared_interest(person: bool, facts: Facts, _areas: Areas) -> str:
    if person:
        return ngettext(
            "vous avez un goût en commun : %(interests)s",
            "vous avez des goûts en commun : %(interests)s",
            len(facts),
        ) % {"interests": interest_words(facts)}
    return _("on y retrouve ce que vous aimez (%(interests)s)") % {
        "interests": interest_words(facts)
    }


def _related_interest(person: bool, facts: Facts, _areas: Areas) -> str:
    if person:
        return _("vos goûts se ressemblent (%(interests)s)") % {"interests": interest_words(facts)}
    return _("c’est proche de ce que vous aimez (%(interests)s)") % {
        "interests": interest_words(facts)
    }


def slot_words(slot: str) -> str:
    """« le jeudi soir »."""
    day, moment = slot.split("-")
    return _("le %(day)s %(moment)s") % {"day": _days()[day], "moment": _moments()[moment]}


def _days() -> dict[str, str]:
    return {
        "mon": _("lundi"),
        "tue": _("mardi"),
        "wed": _("mercredi"),
        "thu": _("jeudi"),
        "fri": _("vendredi"),
        "sat": _("samedi"),
        "sun": _("dimanche"),
    }


def _moments() -> dict[str, str]:
    return {
        "morning": pgettext("le mardi…", "matin"),
        "afternoon": pgettext("le mardi…", "après-midi"),
        "evening": pgettext("le mardi…", "soir"),
    }


def _free(person: bool, facts: Facts, _areas: Areas) -> str:
    when = listed([slot_words(slot) for slot in facts])
    if person:
        return _("vous êtes libres en même temps, %(when)s") % {"when": when}
    return _("vous êtes libre %(when)s") % {"when": when}


def _same_area(person: bool, facts: Facts, areas: Areas) -> str:
    name = areas.get(str(facts[0]))
    if not name:
        return ""
    if person:
        return _("vous êtes du même quartier, %(area)s") % {"area": name}
    return _("c’est dans votre quartier, %(area)s") % {"area": name}


def _next_area(person: bool, facts: Facts, areas: Areas) -> str:
    name = areas.get(str(facts[0]))
    if not name:
        return ""
    if person:
        return _("vos quartiers se touchent (%(area)s)") % {"area": name}
    return _("c’est dans le quartier d’à côté, %(area)s") % {"area": name}


def _other_area(person: bool, facts: Facts, areas: Areas) -> str:
    name = areas.get(str(facts[0]))
    if not name:
        return ""
    if person:
        return _("cette personne vous fera connaître un autre quartier, %(area)s") % {"area": name}
    return _("c’est l’occasion de découvrir un autre quartier, %(area)s") % {"area": name}


def _language(person: bool, facts: Facts, _areas: Areas) -> str:
    names = listed([lowered(str(Language(code).label)) for code in facts])
    if person:
        return _("vous pouvez vous parler en %(languages)s") % {"languages": names}
    return _("on y parle %(languages)s") % {"languages": names}


def _wish(_person: bool, facts: Facts, _areas: Areas) -> str:
    verbs = {
        "talk": pgettext("vous avez envie…", "de parler"),
        "walk": pgettext("vous avez envie…", "de marcher"),
        "help": pgettext("vous avez envie…", "de donner un coup de main"),
        "be-helped": pgettext("vous avez envie…", "de recevoir un coup de main"),
        "learn": pgettext("vous avez envie…", "d’apprendre"),
        "create": pgettext("vous avez envie…", "de créer"),
    }
    return _("vous avez envie %(wishes)s") % {"wishes": listed([verbs[one] for one in facts])}


def _comfort(person: bool, facts: Facts, _areas: Areas) -> str:
    clauses = {
        "one-to-one": _("vous seriez à deux") if person else _("c’est une personne à la fois"),
        "small-group": _("c’est en petit groupe"),
        "write-first": _("vous pouvez vous écrire d’abord"),
        "come-with-someone": _("quelqu’un vous attend pour ne pas arriver seul·e"),
    }
    return clauses[facts[0]]


def _life(_person: bool, facts: Facts, _areas: Areas) -> str:
    clauses = {
        "newcomer": _("on y vient quand on arrive dans la commune"),
        "children": _("les enfants y sont les bienvenus"),
        "dog": _("les chiens y sont les bienvenus"),
        "student": _("on y étudie aussi"),
        "working": _("c’est pensé pour qui travaille"),
        "job-seeker": _("c’est utile quand on cherche un emploi"),
        "retired": _("on y vient à la retraite"),
        "caregiver": _("c’est pensé pour qui s’occupe d’un proche"),
    }
    return clauses[facts[0]]


def _other_age(_person: bool, _facts: Facts, _areas: Areas) -> str:
    return _("on y croise tous les âges")


def _similar(_person: bool, _facts: Facts, _areas: Areas) -> str:
    return _("des habitué·es de vos sorties y viennent aussi")


def _new(_person: bool, _facts: Facts, _areas: Areas) -> str:
    return _("c’est tout nouveau")


def _soon(_person: bool, facts: Facts, _areas: Areas) -> str:
    return _("c’est bientôt : %(when)s") % {
        "when": dates.moment(dt.datetime.fromisoformat(facts[0]))
    }


CLAUSES: dict[str, Callable[[bool, Facts, Areas], str]] = {
    "shared-interest": _shared_interest,
    "related-interest": _related_interest,
    "free-then": _free,
    "same-neighbourhood": _same_area,
    "next-neighbourhood": _next_area,
    "other-neighbourhood": _other_area,
    "shared-language": _language,
    "wish": _wish,
    "comfort": _comfort,
    "life": _life,
    "other-age": _other_age,
    "similar-came": _similar,
    "new-here": _new,
    "soon": _soon,
}
