"""What a reading would change, before anything is written: shown in the preview, then done."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime

from parvis.domains.gatherings.models import Imported, Occurrence, Source
from parvis.domains.gatherings.services.importing.placing import Directory
from parvis.domains.gatherings.services.importing.reading import Entry, Reading, Refused
from parvis.domains.gatherings.vocabulary import Audience, ImportProblem, LeftOut, Status
from parvis.domains.territory.models import Place
from parvis.kernel import text

#: From how many on a sudden loss is asked about.
GUARDED_FROM = 5
#: What is known here and comes with one of these is taken back: it is no longer for everybody.
TAKEN_BACK = frozenset(
    (LeftOut.PRIVATE, LeftOut.ONLINE, LeftOut.UNPUBLISHED, LeftOut.PLACE, LeftOut.UNDATED)
)


@dataclass(frozen=True, slots=True)
class Planned:
    """One thing of theirs as it would be here."""

    entry: Entry
    place: Place
    where_note: str
    interests: tuple[str, ...]
    fingerprint: str
    held: Imported | None = None


@dataclass(slots=True)
class Plan:
    new: list[Planned] = field(default_factory=list)
    known: list[Planned] = field(default_factory=list)
    #: The same as last time, to the letter.
    unchanged: list[Imported] = field(default_factory=list)
    gone: list[Imported] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    #: Their words -> how often, for what nobody has chosen yet.
    unknown_places: dict[str, int] = field(default_factory=dict)
    unknown_words: dict[str, int] = field(default_factory=dict)
    problem: ImportProblem | None = None


def plan(source: Source, reading: Reading, *, at: datetime, shrunk: bool = False) -> Plan:
    """Compare what was read with what is here. Reads only; four queries, however much there is.

    :param shrunk: somebody confirmed that more than half of it is really gone.
    """
    directory = Directory(source)
    rows = Imported.objects.filter(source=source).select_related("gathering")
    held = {row.uid: row for row in rows}
    made = Plan(refused=list(reading.refused), problem=reading.problem)
    for entry in reading.entries:
        _sort(entry, directory, held.get(entry.uid), made, at)
    _leave_twins(source, made)
    _withdraw(reading, held, made, at=at, shrunk=shrunk)
    return made


def _sort(
    entry: Entry, directory: Directory, held: Imported | None, made: Plan, at: datetime
) -> None:
    placed = directory.place_of(entry)
    slugs, unknown = directory.interests_of(entry)
    is_ahead = any(one.ends_at > at for one in entry.dates)
    if held is not None and held.hidden_at:
        made.refused.append(Refused(entry.uid, entry.title, LeftOut.HIDDEN))
        return
    if placed.place is None:
        made.refused.append(Refused(entry.uid, entry.title, LeftOut.PLACE))
        return
    if not is_ahead and (held is None or held.gathering is None):
        return  # it is over, or none of its dates is near: nothing to announce
    if placed.is_unknown:
        _count(made.unknown_places, entry.where)
    for word in unknown:
        _count(made.unknown_words, word)
    ours = (placed.place.pk, placed.note, slugs, directory.source.organisation_id)
    print_ = _fingerprint(entry, at, *ours)
    planned = Planned(entry, placed.place, placed.note, slugs, print_, held)
    if held is None or held.gathering is None:
        made.new.append(planned)
    elif held.fingerprint == print_:
        made.unchanged.append(held)
    else:
        made.known.append(planned)


def _count(counts: dict[str, int], words: str) -> None:
    counts[words] = counts.get(words, 0) + 1


def _fingerprint(entry: Entry, at: datetime, *ours: object) -> str:
    """All that would be written of it. Dates that are over are history: they change nothing."""
    told = asdict(entry)
    told["dates"] = [
        [str(value) for value in asdict(one).values()] for one in entry.dates if one.ends_at > at
    ]
    for name in ("where", "point", "categories"):
        del told[name]
    kept = [told, [str(one) for one in ours]]
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def _leave_twins(source: Source, made: Plan) -> None:
    """What has the title, the place and the first hour of something announced by somebody else."""
    wanted = set(source.mapping.get("twins", ()))
    firsts = {one.entry.dates[0].starts_at for one in made.new if one.entry.dates}
    announced = (
        Occurrence.objects.filter(
            starts_at__in=firsts,
            gathering__status=Status.PUBLISHED,
            gathering__audience=Audience.PUBLIC,
        )
        .exclude(gathering__imported__source=source)
        .values_list("starts_at", "gathering__place", "gathering__title")
    )
    known = {(starts, place, text.fold(title)) for starts, place, title in announced}
    kept = []
    for one in made.new:
        first = one.entry.dates[0].starts_at if one.entry.dates else None
        is_twin = (first, one.place.pk, text.fold(one.entry.title)) in known
        if is_twin and one.entry.uid not in wanted:
            made.refused.append(Refused(one.entry.uid, one.entry.title, LeftOut.TWICE))
        else:
            kept.append(one)
    made.new = kept


def _withdraw(
    reading: Reading, held: dict[str, Imported], made: Plan, *, at: datetime, shrunk: bool
) -> None:
    """Find what is here and no longer there. Half of it does not vanish unless somebody says so."""
    standing = set(
        Occurrence.objects.filter(
            gathering__in=[row.gathering_id for row in held.values() if row.gathering_id],
            ends_at__gt=at,
            is_cancelled=False,
        ).values_list("gathering", flat=True)
    )
    live = [row for row in held.values() if row.gathering_id in standing and not row.withdrawn_at]
    taken_back = {one.uid for one in made.refused if one.why in TAKEN_BACK} | reading.removed
    made.gone = [row for row in live if row.uid in taken_back]
    absent = [row for row in live if row.uid not in reading.present | taken_back]
    if not reading.is_whole or not absent:
        return
    if len(live) >= GUARDED_FROM and len(absent) * 2 > len(live) and not shrunk:
        made.problem = made.problem or ImportProblem.SHRUNK
        return
    made.gone += absent
