"""The few words people write about themselves."""

import random
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from parvis.surfaces.cli.town.files import read

#: « retraité(e) » or « (nouveau|nouvelle|nouvel·le) ».
AGREEMENT = re.compile(r"\(([^()|]+)(?:\|([^()|]+)\|([^()|]+))?\)")
ABOUT_MAX = 600
AGO = ((10, "cette semaine", "this week"), (24, "il y a deux semaines", "two weeks ago"))
AGO_LATER = ((45, "il y a un mois", "a month ago"), (999, "il y a deux mois", "two months ago"))


class Speaker(NamedTuple):
    situation: str
    gender: str
    age: int
    #: « aux Tilleuls »
    at: str
    reads: str
    arrived_days_ago: int | None
    interests: Sequence[str]
    wishes: Sequence[str]
    comfort: Sequence[str]
    has_dog: bool


def agree(text: str, gender: str) -> str:
    """Make a sentence agree: masculine ("m"), feminine ("f"), or both ("x")."""

    def chosen(match: re.Match[str]) -> str:
        masculine, feminine, both = match.groups()
        if feminine is None:
            return {"m": "", "f": masculine, "x": f"·{masculine}"}[gender]
        return {"m": masculine, "f": feminine, "x": both}[gender]

    return AGREEMENT.sub(chosen, text)


def about(rng: random.Random, speaker: Speaker) -> str:
    """A short text, or nothing: some people prefer not to write."""
    if rng.random() < 0.07:
        return ""
    parts = _english(rng, speaker) if speaker.reads == "en" else _french(rng, speaker)
    text = " ".join(part for part in parts if part)
    place = {"at": speaker.at, "ago": _ago(speaker)}
    text = agree(text, speaker.gender) if speaker.reads == "fr" else text
    text = re.sub(r"\{(at|ago)\}", lambda found: place[found[1]], text)
    return text[:1].upper() + text[1:]


def _ago(speaker: Speaker) -> str:
    days = speaker.arrived_days_ago or 0
    column = 2 if speaker.reads == "en" else 1
    return next(str(row[column]) for row in AGO + AGO_LATER if days <= row[0])


def _french(rng: random.Random, speaker: Speaker) -> list[str]:
    words = read("bios")
    is_new = speaker.arrived_days_ago is not None
    opening = words["newcomer"] if is_new else words["openers"][speaker.situation]
    parts = [_pick(rng, opening, speaker)] if is_new or rng.random() < 0.75 else []
    parts += _tastes(rng, speaker, 2 if rng.random() < 0.6 else 1)
    if speaker.has_dog and rng.random() < 0.5:
        parts.append(_pick(rng, words["dog"], speaker))
    if speaker.wishes and rng.random() < 0.4:
        parts.append(_pick(rng, words["wishes"][rng.choice(speaker.wishes)], speaker))
    if speaker.comfort and rng.random() < 0.6:
        parts.append(_pick(rng, words["comfort"][rng.choice(speaker.comfort)], speaker))
    return parts


def _english(rng: random.Random, speaker: Speaker) -> list[str]:
    words = read("bios")["english"]
    is_new = speaker.arrived_days_ago is not None
    opening = words["newcomer"] if is_new else words.get(speaker.situation, ())
    parts = [_pick(rng, opening, speaker)]
    parts += _tastes(rng, speaker, 2)
    if rng.random() < 0.6:
        parts.append(_pick(rng, words["any"], speaker))
    return parts


def _tastes(rng: random.Random, speaker: Speaker, most: int) -> list[str]:
    tastes = read("tastes")
    told = [slug for slug in speaker.interests if slug in tastes]
    picked = rng.sample(told, min(most, len(told)))
    return [_pick(rng, tastes[slug][speaker.reads], speaker) for slug in picked]


def _pick(rng: random.Random, choices: Sequence[str | Mapping[str, Any]], speaker: Speaker) -> str:
    """One of the sentences this person could say, or nothing."""
    sayable = [
        one if isinstance(one, str) else str(one["text"])
        for one in choices
        if isinstance(one, str) or _could_say(one, speaker)
    ]
    return rng.choice(sayable) if sayable else ""


def _could_say(sentence: Mapping[str, Any], speaker: Speaker) -> bool:
    if sentence.get("settled") and speaker.arrived_days_ago is not None:
        return False
    return bool(sentence.get("from", 0) <= speaker.age <= sentence.get("to", 200))
