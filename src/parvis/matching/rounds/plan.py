"""What comes out of a round: its tables, and those who found no place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    """People around one table of a session, by their index in the problem."""

    session: int
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Somebody without a table; ``reason`` is a code (empty: nobody looked for it yet)."""

    person: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """Disjoint groups, and everybody else."""

    groups: tuple[Group, ...]
    unplaced: tuple[Unplaced, ...]

    @classmethod
    def of(cls, groups: list[Group] | tuple[Group, ...], people: int) -> "RoundPlan":
        """The groups in order (session, then members, rising); everybody else without a reason."""
        ordered = sorted(
            (Group(one.session, tuple(sorted(one.members))) for one in groups),
            key=lambda one: (one.session, one.members),
        )
        placed = {member for one in ordered for member in one.members}
        rest = tuple(Unplaced(person) for person in range(people) if person not in placed)
        return cls(tuple(ordered), rest)

    @property
    def placed(self) -> frozenset[int]:
        """Everybody who has a table."""
        return frozenset(member for one in self.groups for member in one.members)
