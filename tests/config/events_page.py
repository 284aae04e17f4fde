"""Writes docs/reference/events.md from the code: ``python -m tests.config.events_page``."""

import dataclasses
import os
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "events.md"
FIRST = """# Facts

What domains announce. A fact is written in the transaction that makes it true, with one delivery for each listener; a worker hands it over at least once, in no promised order ([how](../explanation/architecture.md)). A fact holds ids and words of the vocabulary, **never what somebody wrote**.

Written from the code by `python -m tests.config.events_page`; a test keeps both equal.
"""  # noqa: E501
LAST = """
Missed while the machine was off, a job runs once and finds its rhythm again. `parvis doctor` names those that are late or fail.

## Listening

```python
@events.listens(NewcomerAnswered, name="circles.invite")
def invite(fact: NewcomerAnswered) -> None:
    services.invite(resident_id=fact.newcomer_id, at=clock.now())
```

in the `tasks.py` of the domain; `name` is kept with each delivery, so changing it leaves the old ones to die. The handler runs in a transaction committed together with “done”; `atomic=False` is for what leaves the house (mail), and must end within the lease of 60 seconds. It may run twice.
"""  # noqa: E501
DAY, HOUR = 24 * 60, 60


def page() -> str:
    """The page as it must be; Django is set up."""
    from parvis.kernel import events
    from parvis.kernel.tasks import schedules

    lines = [FIRST]
    shown = ""
    for name, fact in sorted(events._facts.items()):
        if not fact.__module__.startswith("parvis.domains."):
            continue
        domain = name.partition(".")[0]
        if domain != shown:
            lines += [f"\n## {domain}\n", "| fact | holds | listeners |", "| --- | --- | --- |"]
            shown = domain
        about = (fact.__doc__ or "").removeprefix(f"{fact.__name__}(")
        said = "" if about != (fact.__doc__ or "") else " ".join(about.split())
        title = f"`{name}`<br>{said}" if said else f"`{name}`"
        holds = listed(field.name for field in dataclasses.fields(fact))
        listeners = [one for one in events._by_fact.get(name, {}) if ours(one)]
        lines.append(f"| {title} | {holds} | {listed(sorted(listeners))} |")
    lines += ["\n## Jobs that come back\n", "| job | every |", "| --- | --- |"]
    jobs = [one for name, one in sorted(schedules._schedules.items()) if ours(name)]
    lines += [
        f"| `{one.name}` | {every(int(one.interval.total_seconds() // 60))} |" for one in jobs
    ]
    return "\n".join([*lines, LAST])


def ours(name: str) -> bool:
    """Whether a listener or job is the town's, and not another test's."""
    from django.conf import settings

    return name.partition(".")[0] in {*settings.DOMAINS, "kernel"}


def listed(names: object) -> str:
    return ", ".join(f"`{name}`" for name in names) or "—"  # type: ignore[attr-defined]


def every(minutes: int) -> str:
    if minutes % DAY == 0:
        return f"{minutes // DAY} d"
    return f"{minutes // HOUR} h" if minutes % HOUR == 0 else f"{minutes} min"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    PAGE.write_text(page(), encoding="utf-8")
