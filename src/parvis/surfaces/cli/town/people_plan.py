"""Who lives in the town: names, ages, what they like and when they are free."""

import random
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from parvis.surfaces.cli.town.doors import doors
from parvis.surfaces.cli.town.files import read
from parvis.surfaces.cli.town.people_words import Speaker, about
from parvis.surfaces.cli.town.shapes import AreaPlan, ResidentPlan
from parvis.surfaces.cli.town.tastes import Tastes, tastes_of

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOMENTS = ("morning", "afternoon", "evening")
SLOTS = tuple(f"{day}-{moment}" for day in DAYS for moment in MOMENTS)
BAND_NAMES = ("18-29", "30-44", "45-59", "60-74", "75+")
DOMAIN = "demo.parvis.example"
#: People who came within this many days are newcomers.
NEW_DAYS = 60


class Named(NamedTuple):
    """Somebody the town needs by name: who answers for an association, who waits at a door."""

    name: str
    gender: str
    area: str | None
    likes: Sequence[str]


def weighted(rng: random.Random, weights: Mapping[str, float]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


class Population:
    """Makes residents one by one; the same ``rng`` makes the same people."""

    def __init__(self, rng: random.Random, today: date, areas: Sequence[AreaPlan]) -> None:
        self.rng = rng
        self.today = today
        self.rules: Mapping[str, Any] = read("people")
        self.names: Mapping[str, Any] = read("names")
        self.areas = {area.slug: area for area in areas if area.parent}
        self.shares = {area.slug: float(area.population) for area in self.areas.values()}
        self.doors = {slug: doors(area) for slug, area in self.areas.items()}
        self.tastes_of: Callable[..., Tastes] = cache(tastes_of)

    def cast(self, row: Mapping[str, Any]) -> ResidentPlan:
        """One of the people written in ``cast.yaml``."""
        return ResidentPlan(
            email=row["email"],
            name=row["name"],
            first_name=row["name"],
            gender=row["gender"],
            birth_year=self.today.year - row["age"],
            age_band=self._band(row["age"]),
            area=row["area"],
            point=self.doors[row["area"]](self.rng),
            languages=tuple(row["languages"]),
            reads="fr",
            interests=tuple(row["interests"]),
            free=tuple(slot for slot in SLOTS if slot in row["free"]),
            wishes=tuple(row["wishes"]),
            comfort=tuple(row["comfort"]),
            life=tuple(row["life"]),
            access=(),
            about=row["about"],
            says_newcomer="newcomer" in row["life"],
            arrived_days_ago=row.get("arrived_days_ago"),
            joined_days_ago=row["joined_days_ago"],
        )

    def named(self, number: int, person: Named) -> ResidentPlan:
        """Somebody settled, of that name, who likes what their association does."""
        groups: list[Mapping[str, Any]] = self.names["groups"]
        known = [g for g in groups if any(person.name in g[kind] for kind in "fmx")]
        group: Mapping[str, Any] = known[0] if known else {"languages": ["fr"], "around": None}
        age = self._age_near(group["around"]) if group["around"] else self.rng.randint(28, 70)
        return self._resident(number, person, tuple(group["languages"]), age)

    def anyone(self, number: int, *, is_new: bool) -> ResidentPlan:
        rng = self.rng
        area = weighted(rng, self.shares)
        low, high = rng.choices(self.rules["bands"], self.rules["pyramid"][area])[0]
        age = int(rng.triangular(low, high + 1, low)) if low == 75 else rng.randint(low, high)
        person, languages = self._name(age, area)
        return self._resident(number, person, languages, age, is_new=is_new)

    def _resident(
        self,
        number: int,
        person: Named,
        mother_languages: tuple[str, ...],
        age: int,
        *,
        is_new: bool = False,
    ) -> ResidentPlan:
        rng = self.rng
        area = person.area or weighted(rng, self.shares)
        situation = self._situation(age)
        joined, arrived = self._since(is_new)
        languages, reads = self._languages(age, mother_languages, is_new=is_new)
        has_dog = rng.random() < self.rules["dog"]
        learner = len(mother_languages) > 1 and (is_new or rng.random() < 0.25)
        interests = self._interests(age, situation, person.likes, learner=learner, has_dog=has_dog)
        wishes, comfort = self._wishes(situation), self._comfort()
        speaker = Speaker(
            situation, person.gender, age, self.areas[area].at, reads, arrived, interests, wishes,
            comfort, has_dog,
        )  # fmt: skip
        hides = rng.random() < self.rules["pseudonyms"] and not person.likes
        return ResidentPlan(
            email=f"{_ascii(person.name)}.{number}@{DOMAIN}",
            name=rng.choice(self.names["pseudonyms"]) if hides else person.name,
            first_name=person.name,
            gender=person.gender,
            birth_year=self.today.year - age,
            age_band=self._band(age),
            area=area,
            point=self.doors[area](rng),
            languages=languages,
            reads=reads,
            interests=interests,
            free=self._free(situation),
            wishes=wishes,
            comfort=comfort,
            life=self._life(situation, age, is_new=is_new, has_dog=has_dog),
            access=self._access(age, languages),
            about=about(rng, speaker),
            says_newcomer=is_new,
            arrived_days_ago=arrived,
            joined_days_ago=joined,
        )

    def _name(self, age: int, area: str) -> tuple[Named, tuple[str, ...]]:
        rng = self.rng
        born = self.today.year - age
        french = rng.random() < self.rules["french_names"]
        dated = [group for group in self.names["groups"] if bool(group["around"]) is french]
        near = [2 ** -abs(((group["around"] or born) - born) / 4) for group in dated]
        sizes = [1.0 if french else len(group["f"]) + len(group["m"]) for group in dated]
        weights = [a * b for a, b in zip(near, sizes, strict=True)]
        group = rng.choices(dated, weights)[0]
        gender = rng.choices("fmx", (51, 46, 3))[0]
        gender = gender if group[gender] else "f"
        return Named(rng.choice(group[gender]), gender, area, ()), tuple(group["languages"])

    def _age_near(self, year: int) -> int:
        age = self.today.year - year + self.rng.randint(-5, 5)
        return min(max(age, 19), 84)

    def _band(self, age: int) -> str:
        tops = [high for _, high in self.rules["bands"]]
        return BAND_NAMES[min(bisect_left(tops, age), len(BAND_NAMES) - 1)]

    def _situation(self, age: int) -> str:
        row = next(row for row in self.rules["situations"] if age <= row["to"])
        return weighted(self.rng, {key: value for key, value in row.items() if key != "to"})

    def _since(self, is_new: bool) -> tuple[int, int | None]:
        """Days since they opened an account, and since they came when that is recent."""
        if not is_new:
            return self.rng.randint(95, 900), None
        arrived = self.rng.randint(3, NEW_DAYS)
        return self.rng.randint(1, arrived), arrived

    def _languages(
        self, age: int, mother: tuple[str, ...], *, is_new: bool
    ) -> tuple[tuple[str, ...], str]:
        rng = self.rng
        band = BAND_NAMES.index(self._band(age))
        told = list(mother)
        if "en" not in told and rng.random() < self.rules["english"][band]:
            told.append("en")
        told += [
            code
            for code, chance in self.rules["other_languages"].items()
            if code not in told and rng.random() < chance
        ]
        reads = "en" if "en" in mother and rng.random() < 0.6 else "fr"
        if len(mother) > 1 and is_new and rng.random() < 0.3:
            told.remove("fr")
            reads = "en" if "en" in told else reads
        return tuple(told), reads

    def _interests(
        self, age: int, situation: str, likes: Sequence[str], *, learner: bool, has_dog: bool
    ) -> tuple[str, ...]:
        slugs, weights = self.tastes_of(age, situation, learner=learner)
        wanted = self.rng.randint(2, 6)
        found = dict.fromkeys(likes[:3])
        while len(found) < max(wanted, len(likes[:3])):
            found[self.rng.choices(slugs, cum_weights=weights)[0]] = None
        if has_dog and self.rng.random() < 0.7:
            found["dogs"] = None
        return tuple(found)

    def _free(self, situation: str) -> tuple[str, ...]:
        rule, rng = self.rules["free"][situation], self.rng
        chances = [*rule["week"] * 5, *rule["weekend"] * 2]
        found = [slot for slot, c in zip(SLOTS, chances, strict=True) if rng.random() < c]
        while len(found) < 2:
            slot = rng.choices(SLOTS, chances)[0]
            found = [one for one in SLOTS if one == slot or one in found]
        return tuple(found)

    def _wishes(self, situation: str) -> tuple[str, ...]:
        chances = self.rules["wishes"][situation]
        found = [wish for wish, per_cent in chances.items() if self.rng.random() * 100 < per_cent]
        return tuple(found or ["talk"])

    def _comfort(self) -> tuple[str, ...]:
        return tuple(c for c, chance in self.rules["comfort"].items() if self.rng.random() < chance)

    def _life(self, situation: str, age: int, *, is_new: bool, has_dog: bool) -> tuple[str, ...]:
        told = ["newcomer"] if is_new else []
        told += self.rules["life"][situation]
        if situation == "caregiver":
            told.append("retired" if age > 63 else "working")
        return tuple([*told, "dog"] if has_dog else told)

    def _access(self, age: int, languages: Sequence[str]) -> tuple[str, ...]:
        column = 1 if age >= 75 else 0
        told = [
            need
            for need, chances in self.rules["access"].items()
            if self.rng.random() < chances[column]
        ]
        return tuple([*told, "sign-language"] if "fsl" in languages else told)


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower().replace("ı", "i").replace("ł", "l"))
    return "".join(one for one in plain if one.isascii() and (one.isalnum() or one == "-"))
