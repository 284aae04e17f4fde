"""People who come, leave, wait, answer and change their minds, at random; and what always holds.

The reference order is computed here in plain Python from the rows, not with the query it checks.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from parvis.domains.gatherings import services, tasks
from parvis.domains.gatherings.events import SeatGiven, SeatOffered
from parvis.domains.gatherings.models import Attendance, Gathering, Invitation, Occurrence
from parvis.domains.gatherings.vocabulary import Audience, Coming
from parvis.domains.notifications.models import Notice
from parvis.domains.people import services as people
from parvis.domains.people.models import Resident
from parvis.kernel import events
from parvis.kernel.errors import Refusal
from parvis.kernel.models import Fact
from tests.factories.gatherings import NOW, values

PEOPLE = 6
#: Few go for good, or nobody would be left to wait.
GONE_AT_MOST = 2
WEEKS = 3
who = st.integers(0, PEOPLE - 1)
#: Mostly the next date: that is where people meet.
which = st.sampled_from([0, 0, 0, 1])
guests = st.integers(0, 2)


@dataclass
class World:
    """A few weekly dates, a host, and people: made once, taken back after each example."""

    gathering: Gathering
    host: Resident
    people: list[Resident]
    set_clock: Callable[[datetime], None]
    asked: dict[str, Any] = field(default_factory=dict)
    #: Seats offered and given in all examples: a run without any would show nothing.
    promoted: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Row:
    state: str
    party: int
    since: datetime | None
    until: datetime | None


class WaitingLists(RuleBasedStateMachine):
    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.at = NOW
        self.gone: set[int] = set()
        self.example = transaction.atomic()
        self.example.__enter__()
        self._look()
        self.before = self.rows

    def teardown(self) -> None:
        self.world.set_clock(NOW)
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @initialize(by_invitation=st.booleans(), capacity=st.integers(1, 4))
    def settle_in(self, by_invitation: bool, capacity: int) -> None:
        changes: dict[str, Any] = {"capacity": capacity}
        if by_invitation:
            changes |= {"audience": Audience.INVITATION, "organisation": None}
            Invitation.objects.bulk_create(
                Invitation(gathering=self.world.gathering, resident=one)
                for one in (self.world.host, *self.world.people)
            )
        self.is_private = by_invitation
        Gathering.objects.filter(pk=self.world.gathering.pk).update(**changes)

    # What people do

    @rule(who=who, which=which, alone=st.booleans(), guests=guests)
    def come(self, who: int, which: int, alone: bool, guests: int) -> None:
        self._do(
            services.come,
            occurrence_id=self._date(which).pk,
            resident=self._person(who),
            alone=alone,
            guests=guests,
        )

    @rule(who=who, which=which)
    def come_by_oneself(self, who: int, which: int) -> None:
        self.come(who, which, False, 0)

    @rule(who=who, which=which)
    def leave(self, who: int, which: int) -> None:
        self._do(services.leave, occurrence_id=self._date(which).pk, resident=self._person(who))

    @rule(choice=st.integers(0, 20), says_yes=st.booleans())
    def answer(self, choice: int, says_yes: bool) -> None:
        offered = Attendance.objects.filter(state=Coming.OFFERED).order_by("pk")
        if not offered:
            return self.come_by_oneself(choice % PEOPLE, choice % 3)
        mine = offered[choice % len(offered)]
        does = services.accept if says_yes else services.decline
        self._do(does, occurrence_id=mine.occurrence_id, resident=mine.resident)
        return None

    @rule(who=who, which=which)
    def accept_what_is_not_offered(self, who: int, which: int) -> None:
        self._do(services.accept, occurrence_id=self._date(which).pk, resident=self._person(who))

    @rule(who=who, guests=st.integers(0, 1))
    def come_to_series(self, who: int, guests: int) -> None:
        self._do(
            services.come_to_series,
            gathering_id=self.world.gathering.pk,
            resident=self._person(who),
            alone=False,
            guests=guests,
        )

    @rule(who=who)
    def leave_series(self, who: int) -> None:
        self._do(
            services.leave_series,
            gathering_id=self.world.gathering.pk,
            resident=self._person(who),
        )

    # What happens

    @rule(hours=st.sampled_from([0.02, 0.5, 1.1, 4.1, 24.1]))
    def time_passes(self, hours: float) -> None:
        self.at += timedelta(hours=hours)
        self._do(services.settle_due)

    @rule(before=st.sampled_from([0.3, 5, 40]))
    def the_next_date_comes_near(self, before: float) -> None:
        near = self._date(0).starts_at - timedelta(hours=before)
        self.at = max(self.at, near)
        self._do(services.settle_due)

    @rule(capacity=st.sampled_from([1, 2, 3, 4, 5, None]))
    def capacity_changes(self, capacity: int | None) -> None:
        gathering = self.world.gathering
        # The host's form, with all it checks, is slow: one time in three is enough to trust it.
        if self.is_private or capacity not in (1, 3):
            ahead = [one for one in self.dates.values() if one.starts_at > self.at]
            if capacity is not None and any(one.going + one.offered > capacity for one in ahead):
                return
            Gathering.objects.filter(pk=gathering.pk).update(capacity=capacity)
            self._do(services.settle_gathering, gathering_id=gathering.pk)
            return
        self._do(self._edit, capacity=capacity)

    def _edit(self, capacity: int, at: datetime) -> None:
        asked = {**self.world.asked, "capacity": capacity}
        asked["day"] = self._date(0).starts_at.date()
        services.edit_gathering(
            gathering=self.world.gathering, by=self.world.host, values=asked, at=at
        )
        services.settle_gathering(gathering_id=self.world.gathering.pk, at=at)

    @rule(which=which, is_on=st.booleans())
    def date_is_called_off_or_restored(self, which: int, is_on: bool) -> None:
        held = self._date(which)
        does = services.restore_date if is_on else services.cancel_occurrence
        self._do(does, occurrence=held, by=self.world.host)
        self._do(services.settle_date, occurrence_id=held.pk)

    @rule(who=who, how=st.sampled_from(["blocked", "leaving", "forgotten"]))
    def somebody_goes(self, who: int, how: str) -> None:
        if len(self.gone | {who}) > GONE_AT_MOST:
            return self.come_by_oneself(who, 0)
        self.gone.add(who)
        person, host = self._person(who), self.world.host

        def go(at: datetime) -> None:
            if how == "blocked":
                people.block(by=host, other=person, at=at)
                services.part(one_id=host.pk, other_id=person.pk, at=at)
            elif how == "leaving":
                people.ask_erasure(resident=person, at=at)
                services.leave_all(resident_id=person.pk, at=at)
            else:
                services.forget(person.pk)
                services.settle_gathering(gathering_id=self.world.gathering.pk, at=at)

        self._do(go)
        return None

    # What always holds

    @invariant()
    def counts_are_those_of_the_rows_and_never_too_many(self) -> None:
        for one, rows in self._by_date():
            seats = Counter[str]()
            for row in rows:
                seats[row.state] += row.party if row.state != Coming.WAITING else 1
            assert (one.going, one.offered, one.waiting) == (
                seats[Coming.GOING],
                seats[Coming.OFFERED],
                seats[Coming.WAITING],
            )
            if one.is_cancelled or one.starts_at <= self.at:
                continue  # fewer seats from now on change nothing of what was
            capacity = one.gathering.capacity
            assert capacity is None or one.going + one.offered <= capacity

    @invariant()
    def nobody_waits_while_a_seat_would_do(self) -> None:
        for one, rows in self._by_date():
            waits = [row for row in rows if row.state == Coming.WAITING]
            if one.is_cancelled or one.starts_at <= self.at:
                assert not waits
                assert one.offered == 0
            left = one.seats_left
            assert all(left is not None and row.party > left for row in waits)

    @invariant()
    def every_offer_ends(self) -> None:
        for one, rows in self._by_date():
            latest = min(one.starts_at, self.at + timedelta(hours=24))
            for row in rows:
                if row.state == Coming.OFFERED:
                    assert row.until is not None
                    assert self.at < row.until <= latest

    # How a step is taken and looked at

    def _do(self, does: Callable[..., object], **asked: Any) -> None:
        self.at += timedelta(seconds=1)
        self.world.set_clock(self.at)
        self.before, refused = self.rows, False
        try:
            with transaction.atomic():
                does(**asked, at=self.at)
        except Refusal:
            refused = True
        self._look()
        assert not refused or self.rows == self.before
        self._check_promotions()

    def _check_promotions(self) -> None:
        names = [SeatOffered.name, SeatGiven.name]
        new = Fact.objects.filter(name__in=names, happened_at=self.at)
        by_date: dict[UUID, list[UUID]] = defaultdict(list)
        for fact in map(events.restore, new):
            assert isinstance(fact, SeatOffered | SeatGiven)
            by_date[fact.occurrence_id].append(fact.resident_id)
            self._check_told(fact)
        for occurrence_id, promoted in by_date.items():
            assert len(promoted) == len(set(promoted))
            assert set(promoted) == self._expected(occurrence_id, set(promoted))

    def _check_told(self, fact: SeatOffered | SeatGiven) -> None:
        """Once, however often the handler runs."""
        is_offer = isinstance(fact, SeatOffered)
        handler: Any = (
            tasks.waiting.tell_seat_offered if is_offer else tasks.waiting.tell_seat_given
        )
        kind = "offer" if is_offer else "given"
        keys = f"{kind}:{fact.occurrence_id}:{fact.resident_id}:"
        told = Notice.objects.filter(to=fact.resident_id, key__startswith=keys)
        had = told.count()
        for _ in range(2):
            handler(fact)
        assert told.count() == had + 1
        self.world.promoted[kind] += 1

    def _expected(self, occurrence_id: UUID, promoted: set[UUID]) -> set[UUID]:
        """Who ought to have been promoted, out of these and those who still wait."""
        here = {who: row for (date, who), row in self.rows.items() if date == occurrence_id}
        capacity = self.dates[occurrence_id].gathering.capacity
        waited = {who for who, row in here.items() if row.state == Coming.WAITING} | promoted
        if capacity is None:
            return waited
        taken = sum(
            row.party
            for who, row in here.items()
            if row.state in (Coming.GOING, Coming.OFFERED) and who not in waited
        )
        left, expected = capacity - taken, set()
        for who in sorted(waited, key=lambda who: self._rank(occurrence_id, who)):
            if here[who].party <= left:
                expected.add(who)
                left -= here[who].party
        return expected

    def _rank(self, occurrence_id: UUID, who: UUID) -> tuple[int, datetime]:
        """Fewest places of the past ninety days, then the longest wait."""
        since, had = self.at - timedelta(days=90), 0
        for one in self.dates.values():
            mine = self.rows.get((one.pk, who))
            went = mine is not None and mine.state == Coming.GOING and not one.is_cancelled
            had += went and since < one.starts_at <= self.at
        before, now = self.before.get((occurrence_id, who)), self.rows[occurrence_id, who]
        waited = before.since if before and before.state == Coming.WAITING else None
        return had, waited or now.since or self.at

    def _look(self) -> None:
        """Read all there is, once for each step."""
        found = Occurrence.objects.select_related("gathering").order_by("rule_at")
        self.dates = {one.pk: one for one in found}
        rows = Attendance.objects.values_list(
            *("occurrence_id", "resident_id", "state", "guests", "waiting_since", "offered_until")
        )
        self.rows = {
            (date, who): Row(state, 1 + guests, since, until)
            for date, who, state, guests, since, until in rows
        }

    def _by_date(self) -> list[tuple[Occurrence, list[Row]]]:
        return [
            (one, [row for (date, _who), row in self.rows.items() if date == one.pk])
            for one in self.dates.values()
        ]

    def _person(self, number: int) -> Resident:
        return Resident.objects.get(pk=self.world.people[number].pk)

    def _date(self, number: int) -> Occurrence:
        """The next date, or the one after; the last when all have begun."""
        dates = list(self.dates.values())
        ahead = [one for one in dates if one.starts_at > self.at] or dates[-1:]
        return ahead[min(number, len(ahead) - 1)]


def asked_of(gathering: Gathering) -> dict[str, Any]:
    """What the host sends when nothing but the seats changes."""
    return values(
        title=gathering.title,
        place=gathering.place,
        rrule=gathering.rrule,
        until=gathering.until,
        guests_max=gathering.guests_max,
        good_alone=gathering.good_alone,
    )
