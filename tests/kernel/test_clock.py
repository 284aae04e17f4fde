from datetime import UTC, date, datetime, timedelta

import time_machine

from parvis.kernel import clock


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)


@time_machine.travel(datetime(2026, 6, 30, 22, 30, tzinfo=UTC), tick=False)
def test_today_is_the_date_on_the_wall_of_the_zone() -> None:
    assert clock.now() == datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    assert clock.today("Europe/Paris") == date(2026, 7, 1)
    assert clock.today("America/Cayenne") == date(2026, 6, 30)
    assert clock.today(UTC) == date(2026, 6, 30)
