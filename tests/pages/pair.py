"""Two neighbours with everything in common, so that a block has everything to hide."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from tests.domains.rounds.tables import all_come
from tests.factories.people import a_resident, a_role
from tests.factories.rounds import a_commune, a_name, a_published_round, a_session, on_list
from tests.pages.things import Things, a_photo

#: Names that nobody else in the town bears.
WELCOMER, NEWCOMER = "Zéphyrine", "Wilhelmine"


@dataclass(frozen=True)
class Pair:
    welcomer: Any
    newcomer: Any
    #: What they share, to be put in the catalogue's addresses.
    shared: Things

    def other(self, one: Any) -> Any:
        return self.newcomer if one == self.welcomer else self.welcomer

    def marks(self, one: Any) -> set[str]:
        """What would tell the other about somebody: name, ids, address, face."""
        return {one.name, str(one.pk), one.pk.hex, one.email, str(one.photo_id)}

    def things(self, viewer: Any, town: Things) -> Things:
        from parvis.domains.notifications.models import Notice

        other = self.other(viewer)
        notice = Notice.objects.filter(to=viewer, about=other).order_by("created_at").first()
        own = {
            "person": str(other.pk),
            "image": str(other.photo_id),
            "notice": str(notice.pk) if notice else town["notice"],
        }
        return {**town, **self.shared, **own}


def a_pair(town: Things) -> Pair:
    """A welcomer who animates an association, and a newcomer."""
    from parvis.domains.people import services as people
    from parvis.domains.people.vocabulary import Role
    from parvis.domains.welcome.models import Welcomer
    from parvis.kernel import clock

    now = clock.now()
    welcomer = a_resident(name=WELCOMER, email="zephyrine.quai@exemple.fr")
    newcomer = a_resident(name=NEWCOMER, email="wilhelmine.pont@exemple.fr", says_newcomer=True)
    a_role(welcomer, Role.WELCOMER)
    Welcomer.objects.create(resident=welcomer, cap=3)
    for one in (welcomer, newcomer):
        people.change_photo(resident=one, upload=a_photo(), at=now)
        one.refresh_from_db()
    return with_everything_shared(Pair(welcomer, newcomer, {}), town)


def with_everything_shared(pair: Pair, town: Things) -> Pair:
    """The same circle, the same date, an association of one, a path that leads to the other."""
    from parvis.domains.circles import services as circles
    from parvis.domains.circles.models import Circle
    from parvis.domains.gatherings import services as gatherings
    from parvis.domains.gatherings.models import Gathering, Occurrence
    from parvis.domains.mutual_aid.models import Need
    from parvis.domains.organisations.models import Membership, Organisation
    from parvis.domains.welcome.models import Suggestion
    from parvis.kernel import clock, tasks

    now = clock.now()
    organisation = Organisation.objects.get(slug=town["organisation"])
    organisation.memberships.update(welcomes=False)
    Membership.objects.create(
        organisation=organisation,
        resident=pair.welcomer,
        part="host",
        welcomes=True,
        joined_at=now - timedelta(days=900),
    )
    Organisation.objects.filter(pk=organisation.pk).update(contact_name=WELCOMER)
    occurrence = Occurrence.objects.get(pk=town["occurrence"])
    Gathering.objects.filter(pk=occurrence.gathering_id).update(
        greeter=pair.welcomer, greeter_name=WELCOMER, sign="une écharpe jaune"
    )
    # Nobody else comes alone there: one person waits for three at most.
    occurrence.attendances.update(alone=False)
    for one in (pair.welcomer, pair.newcomer):
        circles.join(circle=Circle.objects.get(slug=town["circle"]), resident=one, at=now)
        gatherings.come(
            occurrence_id=occurrence.pk, resident=one, alone=one == pair.newcomer, at=now
        )
    door = Suggestion.objects.create(
        resident=pair.newcomer,
        kind="welcomer",
        thing_id=pair.welcomer.pk,
        reasons=[],
        made_at=now,
    )
    tasks.run_due(limit=5000)
    need = Need.objects.filter(organisation=organisation, closed_at=None)[0]
    shared = {"suggestion": str(door.pk), "need": str(need.pk)}
    return replace(pair, shared={**pair.shared, **shared})


def at_one_table(pair: Pair) -> Pair:
    """And with three others at a table that every one of them said yes to."""
    from parvis.domains.rounds import services
    from parvis.domains.rounds.models import Table
    from parvis.kernel import clock, tasks

    at, commune, both = clock.now(), a_commune(), [pair.welcomer, pair.newcomer]
    for one in both:
        one.area = commune
        one.save(update_fields=["area"])
        a_name(one, at=at - timedelta(hours=2))
    people = [*both, *on_list(commune, 3, at=at - timedelta(hours=2))]
    round_ = a_published_round(
        commune, (a_session(commune), people), closes_at=at - timedelta(hours=1), at=at
    )
    table = Table.objects.get(round=round_)
    all_come(table, people, at=at)
    services.settle_table(table_id=table.pk, at=at)
    tasks.run_due(limit=5000)
    return replace(pair, shared={**pair.shared, "table": str(table.pk)})


def asked(pair: Pair) -> Pair:
    """The newcomer asked the welcomer to write, and waits."""
    from parvis.domains.conversations import selectors
    from parvis.domains.watch.models import Item
    from parvis.domains.welcome import services as welcome
    from parvis.kernel import clock, tasks

    welcome.ask_welcomer(
        newcomer=pair.newcomer, welcomer_id=pair.welcomer.pk, body="Bonjour !", at=clock.now()
    )
    tasks.run_due(limit=5000)
    talk = selectors.between(pair.newcomer, pair.welcomer)
    item = Item.objects.get(waiting=pair.newcomer, kind="welcome.asked")
    assert talk is not None
    shared = {"conversation": str(talk.pk), "request": str(talk.pk), "item": str(item.pk)}
    return replace(pair, shared={**pair.shared, **shared})


def talking(pair: Pair) -> Pair:
    """They write to each other."""
    from parvis.domains.conversations import services as conversations
    from parvis.kernel import clock, idempotency, tasks

    now = clock.now()
    talk = conversations.ask(by=pair.newcomer, to=pair.welcomer, body="Bonjour !", at=now)
    tasks.run_due(limit=5000)
    conversations.accept(conversation=talk, by=pair.welcomer, at=now)
    for one in (pair.welcomer, pair.newcomer):
        conversations.send(
            conversation=talk, by=one, body="À jeudi.", once=idempotency.new_key(), at=now
        )
    tasks.run_due(limit=5000)
    shared = {"conversation": str(talk.pk), "request": str(talk.pk)}
    return replace(pair, shared={**pair.shared, **shared})
