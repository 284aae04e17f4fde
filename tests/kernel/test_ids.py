import itertools
import threading
import uuid
from datetime import UTC, datetime

import time_machine

from parvis.kernel import ids


def test_an_id_is_a_uuid_of_version_seven() -> None:
    made = ids.new_id()
    assert (made.version, made.variant) == (7, uuid.RFC_4122)


def test_ids_grow_even_when_the_clock_is_set_back() -> None:
    before = ids.new_id()
    with time_machine.travel(datetime(1970, 1, 2, tzinfo=UTC)):
        during = [ids.new_id() for _ in range(5_000)]
    made = [before, *during, ids.new_id()]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_ids_made_at_once_by_several_threads_are_all_different() -> None:
    made: list[uuid.UUID] = []
    threads = [
        threading.Thread(target=lambda: made.extend([ids.new_id() for _ in range(2_000)]))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 8_000


def test_an_id_cannot_be_told_from_the_one_before() -> None:
    """62 bits are drawn for each: neighbours share none of them but by chance."""
    tails = [ids.new_id().int & (1 << 62) - 1 for _ in range(1_000)]
    changed = [(one ^ other).bit_count() for one, other in itertools.pairwise(tails)]
    assert 28 < sum(changed) / len(changed) < 34
    assert min(changed) > 5
