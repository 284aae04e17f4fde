"""Tables, reasons and moments in words, in the language of whoever reads.

Codes are those of ``parvis.matching.rounds.reasons``; one that is not known here says nothing
wrong: it reads as the general sentence. Nothing said to somebody is about anybody else.
"""

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from parvis.domains.people.vocabulary import interests
from parvis.domains.people.vocabulary.sentences import interest_words
from parvis.domains.rounds.models import Name, Session
from parvis.web import dates


def capital(sentence: str) -> str:
    return f"{sentence[:1].upper()}{sentence[1:]}"


def weekday_words(slot: str) -> str:
    return {
        "mon": _("lundi"),
        "tue": _("mardi"),
        "wed": _("mercredi"),
        "thu": _("jeudi"),
        "fri": _("vendredi"),
        "sat": _("samedi"),
        "sun": _("dimanche"),
    }[slot.split("-", maxsplit=1)[0]]


def slot_words(slot: str) -> str:
    """« le jeudi soir »."""
    moment = {
        "morning": pgettext("le mardi…", "matin"),
        "afternoon": pgettext("le mardi…", "après-midi"),
        "evening": pgettext("le mardi…", "soir"),
    }[slot.split("-")[1]]
    return _("le %(day)s %(moment)s") % {"day": weekday_words(slot), "moment": moment}


def session_when(session: Session) -> str:
    """« le jeudi à 18 h 30 »."""
    day = weekday_words(session.slot)
    return _("le %(day)s à %(hour)s") % {"day": day, "hour": dates.hour(session.begins)}


def session_words(session: Session) -> str:
    """« le jeudi à 18 h 30, Maison de quartier des Tilleuls »."""
    return f"{session_when(session)}, {session.place.name}"


def rhythm_of(session: Session) -> str:
    return _("chaque semaine, %(when)s, pendant %(weeks)s semaines") % {
        "when": session_when(session),
        "weeks": session.weeks,
    }


def activity_of(session: Session) -> str:
    """What one does there; nothing when talking is enough."""
    if session.activity_words:
        return session.activity_words
    if not session.activity:
        return ""
    return interests.label(session.activity, (get_language() or "fr").split("-")[0])


def said_of(name: Name) -> list[tuple[str, str, str]]:
    """What somebody said when they put their name down: icon, term, words."""
    moments = ngettext("un moment par semaine", "%(n)s moments par semaine", len(name.free))
    way = _("%(minutes)s minutes au plus") % {"minutes": name.minutes_max}
    if name.transit:
        way = _("%(way)s, à pied ou en bus") % {"way": way}
    said = [
        ("clock", _("Libre"), moments % {"n": len(name.free)}),
        ("person", _("À table"), _("%(n)s personnes au plus") % {"n": name.size_max}),
        ("walk", _("Le trajet"), way),
    ]
    if name.activities:
        said.append(("sun", _("Ensemble"), capital(interest_words(sorted(name.activities)[:4]))))
    if name.hosts:
        said.append(("door", _("La tablée"), _("Vous l’ouvrez volontiers")))
    return said
