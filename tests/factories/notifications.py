"""Notices for tests."""

import itertools
from typing import Any

from parvis.domains.notifications.models import Notice
from parvis.domains.people.models import Resident

_numbers = itertools.count(1)


def a_notice(to: Resident, **fields: Any) -> Notice:
    number = next(_numbers)
    given = {"kind": "test", "key": f"test:{number}", "title": f"Avis {number}", **fields}
    return Notice.objects.create(to=to, **given)
