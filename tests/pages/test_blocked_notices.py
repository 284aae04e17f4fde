"""After a block nothing is told of one to the other: notices, mails, signals (trust.md TS-5)."""

import inspect
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.core import mail
from django.template import engines
from jinja2 import meta

from tests.architecture.sources import DOMAINS
from tests.factories.people import a_block
from tests.pages.conftest import Settled
from tests.pages.pair import Pair, a_pair
from tests.support.running import ROOT

pytestmark = pytest.mark.django_db

Told = Callable[[Pair, Settled], None]


def asks(pair: Pair, _town: Settled) -> None:
    from parvis.domains.conversations import services
    from parvis.kernel import clock

    services.ask(by=pair.newcomer, to=pair.welcomer, body="Bonjour !", at=clock.now())


def accepts(pair: Pair, _town: Settled) -> None:
    from parvis.domains.conversations import selectors, services
    from parvis.kernel import clock

    talk = selectors.between(pair.newcomer, pair.welcomer)
    assert talk is not None
    services.accept(conversation=talk, by=pair.welcomer, at=clock.now())


def writes(pair: Pair, _town: Settled) -> None:
    from parvis.domains.conversations import selectors, services
    from parvis.kernel import clock, idempotency

    talk = selectors.between(pair.newcomer, pair.welcomer)
    assert talk is not None
    services.send(
        conversation=talk,
        by=pair.welcomer,
        body="À jeudi.",
        once=idempotency.new_key(),
        at=clock.now(),
    )


def asks_to_be_welcomed(pair: Pair, _town: Settled) -> None:
    from parvis.domains.welcome import services
    from parvis.kernel import clock

    services.ask_welcomer(
        newcomer=pair.newcomer, welcomer_id=pair.welcomer.pk, body="Bonjour !", at=clock.now()
    )


def comes_alone(pair: Pair, town: Settled) -> None:
    from parvis.domains.gatherings import services
    from parvis.kernel import clock

    where = town.things["occurrence"]
    services.come(occurrence_id=where, resident=pair.newcomer, alone=True, at=clock.now())


def no_longer_comes(pair: Pair, town: Settled) -> None:
    from parvis.domains.gatherings import services
    from parvis.kernel import clock

    where = town.things["occurrence"]
    services.leave(occurrence_id=where, resident=pair.newcomer, at=clock.now())


#: What is told of one to the other: what must be done before, what tells it, who reads it.
NOTICES: dict[str, tuple[list[Told], Told, str]] = {
    "conversations.asked": ([], asks, "welcomer"),
    "conversations.accepted": ([asks], accepts, "newcomer"),
    "conversations.written": ([asks, accepts], writes, "newcomer"),
    "watch.please_answer": ([], asks_to_be_welcomed, "welcomer"),
    "gatherings.comes_alone": ([no_longer_comes], comes_alone, "welcomer"),
    "gatherings.no_longer_alone": ([], no_longer_comes, "welcomer"),
}
#: What is told of things, and names nobody.
IMPERSONAL = {
    "gatherings.changed",
    "gatherings.called_off",
    "gatherings.all_called_off",
    "watch.others_were_asked",
}
HELPERS = {"watch.keys_of"}


@pytest.fixture
def signals(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, str, dict[str, Any]]]:
    """What open pages were told."""
    from parvis.kernel import realtime

    told: list[tuple[Any, str, dict[str, Any]]] = []
    monkeypatch.setattr(
        realtime, "tell", lambda to, kind, **values: told.append((to, kind, values))
    )
    return told


def heard(reader: Any, other: Any, known: set[Any]) -> list[str]:
    """Notices and mails by which a reader learns something of the other."""
    from parvis.domains.notifications import selectors

    notices = [
        f"notice: {one.title}"
        for one in selectors.notices_of(reader).exclude(pk__in=known)
        if other.name in one.title + one.body
    ]
    mails = [
        f"mail: {one.subject}"
        for one in mail.outbox
        if reader.email in one.to and other.name in one.subject + str(one.body)
    ]
    return notices + mails


@pytest.mark.parametrize("notice", NOTICES)
@pytest.mark.parametrize("is_blocked", [False, True], ids=["seen before", "hidden after"])
def test_notice_mail_and_signal_about_somebody_hidden_are_not_sent(
    notice: str,
    is_blocked: bool,
    settled: Settled,
    signals: list[tuple[Any, str, dict[str, Any]]],
) -> None:
    """The block comes after the deed and before what was due: nothing of it goes out."""
    from parvis.domains.notifications.models import Notice
    from parvis.kernel import tasks

    pair = a_pair(settled.things)
    before, tells, reads = NOTICES[notice]
    reader = getattr(pair, reads)
    other = pair.other(reader)
    for each in before:
        each(pair, settled)
        tasks.run_due(limit=5000)
    known = set(Notice.objects.filter(to=reader).values_list("pk", flat=True))
    mail.outbox.clear()
    signals.clear()

    tells(pair, settled)
    if is_blocked:
        a_block(reader, other)
    tasks.run_due(limit=5000)

    to_reader = [kind for to, kind, _ in signals if to == reader.pk]
    if is_blocked:
        assert heard(reader, other, known) == []
        assert to_reader == []
    else:
        kinds = {one.split(":")[0] for one in heard(reader, other, known)}
        assert kinds == {"notice", "mail"}
        assert to_reader


def test_every_notice_has_its_row() -> None:
    """A notice that names somebody is looked at above; one that names nobody is said to."""
    written = set()
    for domain in DOMAINS:
        if not (domain / "notices.py").exists() and not (domain / "notices").exists():
            continue
        module = import_module(f"parvis.domains.{domain.name}.notices")
        written |= {
            f"{domain.name}.{name}"
            for name, one in inspect.getmembers(module, inspect.isfunction)
            if not name.startswith("_") and one.__module__.startswith(module.__name__)
        }

    assert written - HELPERS == set(NOTICES) | IMPERSONAL


#: All that the mails of accounts may speak of: their reader, the site, and a code.
OF_THE_READER = {
    "user",
    "name",
    "email",
    "deleted_email",
    "from_email",
    "to_email",
    "code",
    "language",
    "site_name",
    "notice",
    "link",
    "choices",
    "timestamp",
    "ip",
    "user_agent",
    "home_url",
    "login_url",
    "security_url",
    "signup_url",
    "data_url",
    "due_at",
    "day",
}


def test_mails_of_accounts_speak_of_their_reader_only() -> None:
    """No mail template takes anybody else: names of others come by notices, looked at above."""
    jinja = engines["jinja2"].env
    found = {}
    sources = [
        path
        for path in (ROOT / "src" / "parvis" / "domains").rglob("*")
        if path.suffix in {".txt", ".html"} and ("email" in path.parts or path.stem == "mail")
    ]
    assert len(sources) > 25
    for path in sources:
        names = meta.find_undeclared_variables(jinja.parse(path.read_text(encoding="utf-8")))
        if others := names - OF_THE_READER - jinja.globals.keys():
            found[path.name] = others

    assert found == {}
