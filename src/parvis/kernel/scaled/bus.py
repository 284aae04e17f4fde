"""One Redis channel, published to from any thread, that may be down without anyone waiting."""

import hashlib
import time

import redis
import structlog

log = structlog.get_logger(__name__)

#: A bus that does not answer is left alone this long, so that pages do not wait for it in turn.
REST_SECONDS = 2.0
ANSWER_SECONDS = 0.5


class Bus:
    def __init__(self, url: str, subject: str, *, secret: bytes) -> None:
        # Two towns on one Redis do not hear each other: the channel's name comes from the secret.
        town = hashlib.blake2b(b"channel", key=secret[:64], digest_size=8).hexdigest()
        self.channel = f"parvis:{town}:{subject}"
        self.url = url
        self._client = redis.Redis.from_url(
            url,
            socket_timeout=ANSWER_SECONDS,
            socket_connect_timeout=ANSWER_SECONDS,
            retry=None,
        )
        self._rests_until = 0.0

    def publish(self, message: str, *, urgent: bool = False) -> bool:
        """Whether it left; at most half a second, twice. Never raises. Safe from any thread."""
        if not urgent and time.monotonic() < self._rests_until:
            return False
        try:
            self._client.publish(self.channel, message)
        except (redis.RedisError, OSError) as error:
            self._rests_until = time.monotonic() + REST_SECONDS
            log.warning("bus_down", channel=self.channel, error=type(error).__name__)
            return False
        self._rests_until = 0.0
        return True

    def subscription(self) -> "redis.client.PubSub":
        """A subscription of the caller's own.

        :raises redis.RedisError: Redis is down.
        """
        subscription = self._client.pubsub(ignore_subscribe_messages=True)
        subscription.subscribe(self.channel)
        return subscription
