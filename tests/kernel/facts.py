"""The facts the kernel's tests announce."""

from dataclasses import dataclass

from django.db import transaction

from parvis.kernel import events


@dataclass(frozen=True)
class Rang(events.Fact):
    number: int


@dataclass(frozen=True)
class Answered(events.Fact):
    number: int


def announce(number: int = 1) -> None:
    with transaction.atomic():
        events.publish(Rang(number))
