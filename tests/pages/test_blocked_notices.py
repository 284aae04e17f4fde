"""After a block nothing is told of one to the other: notices, mails, signals (trust.md TS-5)."""

import inspect
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.core import mail
from django.template import engines
from jinja2 import meta

from tests.architecture.sources import DOMAINS
from tests.factories.encounters import a_meeting, seat_of
from tests.factories.meetings import a_place_open_on, meeting_values
from tests.factories.people import a_block, a_resident
from tests.pages.conftest import Settled
from tests.pages.pair import Pair, a_pair
from tests.support.running import ROOT

pytestmark = pytest.mark.django_db

TOGETHER = "Un café à trois rues d’ici"
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


def finds_a_greeter(pair: Pair, town: Settled) -> None:
    """Before anything blocks: who waits is found at once, and told later."""
    from parvis.domains.gatherings import services
    from parvis.kernel import clock

    comes_alone(pair, town)
    services.find_greeters(occurrence_id=town.things["occurrence"], at=clock.now())


def reminds(_pair: Pair, town: Settled) -> None:
    from parvis.domains.gatherings.models import Occurrence
    from parvis.domains.gatherings.selectors import reminding
    from parvis.domains.gatherings.tasks.reminders import remind

    date = Occurrence.objects.select_related("gathering").get(pk=town.things["occurrence"])
    remind(reminding.day_before(date))


def came_together(pair: Pair, _town: Settled) -> None:
    from datetime import timedelta

    from parvis.kernel import clock

    ended = clock.now() - timedelta(hours=3)
    a_meeting(pair.welcomer, pair.newcomer, starts_at=ended, title=TOGETHER, came=True)


def thanks(pair: Pair, _town: Settled) -> None:
    from parvis.domains.gatherings import services
    from parvis.kernel import clock

    date = together()
    seat = seat_of(date, pair.welcomer)
    services.thank(occurrence_id=date.pk, by=pair.newcomer, seat=seat, at=clock.now())


def both_would_meet_again(pair: Pair, _town: Settled) -> None:
    from parvis.domains.gatherings import services
    from parvis.kernel import clock

    date, at = together(), clock.now()
    for by in (pair.welcomer, pair.newcomer):
        seat = seat_of(date, pair.other(by))
        services.say_again(occurrence_id=date.pk, by=by, seat=seat, wants=True, at=at)


def together() -> Any:
    from parvis.domains.gatherings.models import Occurrence

    return Occurrence.objects.get(gathering__title=TOGETHER)


def proposes(pair: Pair, _town: Settled) -> None:
    """The welcomer proposes a walk to the newcomer."""
    from parvis.domains.gatherings import services
    from parvis.kernel import clock

    services.propose_gathering(
        by=pair.welcomer,
        to=[pair.newcomer],
        values=_walk(),
        at=clock.now(),
        vouched=True,
    )


def _walk(**fields: Any) -> dict[str, Any]:
    from parvis.kernel import clock

    day = (clock.now() + timedelta(days=3)).date()
    place = a_place_open_on(day, day + timedelta(days=1))
    return meeting_values(place=place, day=day, **fields)


def _plan(pair: Pair) -> Any:
    from parvis.domains.gatherings.models import Gathering

    return Gathering.objects.get(host=pair.welcomer, audience="invitation")


def agrees(pair: Pair, _town: Settled) -> None:
    from parvis.domains.gatherings import services
    from parvis.kernel import clock

    plan = _plan(pair)
    services.accept_terms(
        gathering=plan, by=pair.newcomer, version=plan.terms_version, at=clock.now()
    )


def changes_the_walk(pair: Pair, _town: Settled) -> None:
    from parvis.domains.gatherings import services
    from parvis.kernel import clock

    plan = _plan(pair)
    services.change_terms(
        gathering=plan,
        by=pair.welcomer,
        version=plan.terms_version,
        values=_walk(minutes=90),
        at=clock.now(),
    )


def lets_the_time_pass(_pair: Pair, _town: Settled) -> None:
    from parvis.domains.gatherings import services
    from parvis.kernel import clock

    services.free_unanswered(clock.now() + timedelta(days=2, hours=1))


def leaves_the_walk(pair: Pair, _town: Settled) -> None:
    from parvis.domains.gatherings import services
    from parvis.kernel import clock

    services.decline_terms(gathering=_plan(pair), by=pair.newcomer, at=clock.now())


def invites_a_third(pair: Pair, _town: Settled) -> None:
    from parvis.domains.gatherings.models import Invitation

    Invitation.objects.create(gathering=_plan(pair), resident=a_resident())


def proposes_every_week(pair: Pair, _town: Settled) -> None:
    from parvis.domains.gatherings import services
    from parvis.kernel import clock

    services.propose_gathering(
        by=pair.welcomer,
        to=[pair.newcomer],
        values=_walk(weeks=3),
        at=clock.now(),
        vouched=True,
    )


def gives_back_one_date(pair: Pair, _town: Settled) -> None:
    from parvis.domains.gatherings import services
    from parvis.kernel import clock

    first = _plan(pair).occurrences.earliest("starts_at")
    services.leave(occurrence_id=first.pk, resident=pair.newcomer, at=clock.now())


def has_another_idea(pair: Pair, _town: Settled) -> None:
    from parvis.domains.gatherings import services
    from parvis.kernel import clock

    walk = _walk()
    services.counter_propose(
        gathering=_plan(pair),
        by=pair.newcomer,
        version=_plan(pair).terms_version,
        day=walk["day"] + timedelta(days=1),
        starts=walk["starts"],
        minutes=60,
        place=walk["place"],
        at=clock.now(),
    )


def takes_the_idea(pair: Pair, _town: Settled) -> None:
    from parvis.domains.gatherings import services
    from parvis.kernel import clock

    idea = _plan(pair).counter_proposals.get()
    services.take_counter(counter=idea, by=pair.welcomer, at=clock.now())


def drops_the_idea(pair: Pair, _town: Settled) -> None:
    from parvis.domains.gatherings import services
    from parvis.kernel import clock

    idea = _plan(pair).counter_proposals.get()
    services.drop_counter(counter=idea, by=pair.welcomer, at=clock.now())


#: What is told of one to the other: what must be done before, what tells it, who reads it.
NOTICES: dict[str, tuple[list[Told], Told, str]] = {
    "conversations.asked": ([], asks, "welcomer"),
    "conversations.accepted": ([asks], accepts, "newcomer"),
    "conversations.written": ([asks, accepts], writes, "newcomer"),
    "watch.please_answer": ([], asks_to_be_welcomed, "welcomer"),
    "gatherings.comes_alone": ([no_longer_comes], comes_alone, "welcomer"),
    "gatherings.no_longer_alone": ([], no_longer_comes, "welcomer"),
    "gatherings.thanked": ([came_together], thanks, "welcomer"),
    "gatherings.again": ([came_together], both_would_meet_again, "newcomer"),
    "gatherings.is_waited_for": ([no_longer_comes], finds_a_greeter, "newcomer"),
    "gatherings.remind": ([], reminds, "newcomer"),
    "gatherings.proposed": ([], proposes, "newcomer"),
    "gatherings.agreed": ([proposes], agrees, "welcomer"),
    "gatherings.rewritten": ([proposes, agrees], changes_the_walk, "newcomer"),
    "gatherings.unanswered": ([proposes, agrees, changes_the_walk], lets_the_time_pass, "welcomer"),
    "gatherings.plan_ended": ([proposes, agrees], leaves_the_walk, "welcomer"),
    "gatherings.plan_left": ([proposes, invites_a_third, agrees], leaves_the_walk, "welcomer"),
    "gatherings.date_ended": ([proposes_every_week, agrees], gives_back_one_date, "welcomer"),
    "gatherings.countered": ([proposes], has_another_idea, "welcomer"),
    "gatherings.taken": ([proposes, has_another_idea], takes_the_idea, "newcomer"),
    "gatherings.dropped": ([proposes, has_another_idea], drops_the_idea, "newcomer"),
}
#: What is told of things, and names nobody.
IMPERSONAL = {
    "gatherings.freed",
    "gatherings.changed",
    "gatherings.cohost_accepted",
    "gatherings.cohost_asked",
    "gatherings.cohost_ended",
    "gatherings.date_moved",
    "gatherings.date_restored",
    "gatherings.called_off",
    "gatherings.all_called_off",
    "gatherings.source_failing",
    "gatherings.all_well",
    "gatherings.photo_asks",
    "gatherings.ask_how_it_was",
    "gatherings.remind_greeter",
    "gatherings.seat_offered",
    "gatherings.seat_given",
    "gatherings.offer_lapsed",
    "gatherings.no_seat_came_free",
    "gatherings.nothing_to_wait_for",
    "gatherings.passed_on",
    "rounds.asked",
    "rounds.ended",
    "rounds.formed",
    "rounds.further_asked",
    "rounds.goes_on",
    "rounds.no_session",
    "rounds.stopped",
    "rounds.to_read_over",
    "rounds.unmade",
    "rounds.unplaced",
    "watch.others_were_asked",
}
#: Read on the site, never mailed.
CALM = {"gatherings.thanked"}
#: Says nothing: takes back what was asked.
SETTLES = {"gatherings.offer_answered"}
#: After a block there is news all the same: somebody else was found in the place of who is hidden.
OTHERWISE = {"gatherings.is_waited_for"}


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
    from parvis.domains.notifications import selectors
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
        news = selectors.notices_of(reader).exclude(pk__in=known)
        assert heard(reader, other, known) == []
        assert to_reader == ["notice"] * len(news), "told of what cannot be read"
        assert bool(news) == (notice in OTHERWISE)
    else:
        kinds = {one.split(":")[0] for one in heard(reader, other, known)}
        assert kinds == ({"notice"} if notice in CALM else {"notice", "mail"})
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
            if not name.startswith("_")
            and one.__module__.startswith(module.__name__)
            # What gives something back is of use to who tells, and tells nobody.
            and inspect.signature(one).return_annotation in {None, inspect.Signature.empty}
        }

    assert written == set(NOTICES) | IMPERSONAL | SETTLES


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
