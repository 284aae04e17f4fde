"""A day without hours is said as such."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from parvis.web import dates

MIDNIGHT = datetime(2026, 12, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts", "ends", "zone", "said"),
    [
        (MIDNIGHT, datetime(2026, 12, 12, 23, tzinfo=UTC), "Europe/Paris", "toute la journée"),
        (
            MIDNIGHT,
            datetime(2026, 12, 13, 23, tzinfo=UTC),
            "Europe/Paris",
            "toute la journée, jusqu’au dimanche 13 décembre",
        ),
        (
            MIDNIGHT,
            datetime(2026, 12, 12, 23, tzinfo=UTC),
            "Indian/Reunion",
            "3\u202fh – 3\u202fh",
        ),
        (MIDNIGHT, datetime(2026, 12, 12, 1, tzinfo=UTC), "Europe/Paris", "0\u202fh – 2\u202fh"),
    ],
)
def test_hours_of_a_whole_day_are_words(starts, ends, zone, said):
    with translation.override("fr"):
        assert dates.hours(starts, ends, zone) == said
