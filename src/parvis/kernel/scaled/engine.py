"""The three ports on PostgreSQL and Redis."""

from django.conf import settings
from django.utils.encoding import force_bytes

from parvis.kernel.scaled.bus import Bus
from parvis.kernel.scaled.realtime import RedisRealtime
from parvis.kernel.scaled.search import PostgresSearch
from parvis.kernel.scaled.wake import RedisWake


def _bus(subject: str) -> Bus:
    return Bus(
        settings.PARVIS.redis_url.get_secret_value(),
        subject,
        secret=force_bytes(settings.SECRET_KEY),
    )


def wake() -> RedisWake:
    return RedisWake(_bus("wake"))


def realtime() -> RedisRealtime:
    return RedisRealtime(_bus("realtime"))


search = PostgresSearch
