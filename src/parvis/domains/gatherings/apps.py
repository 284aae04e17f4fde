from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GatheringsConfig(AppConfig):
    name = "parvis.domains.gatherings"
    label = "gatherings"
    verbose_name = _("Rencontres")

    def ready(self) -> None:
        from parvis.domains.gatherings import (
            notices,
            services,
            tasks,  # noqa: F401  (handlers register)
        )
        from parvis.domains.gatherings.views import asks, importing, paper_links, pieces
        from parvis.domains.notifications import services as notifications
        from parvis.domains.people import services as people
        from parvis.web import slots

        people.register_export("gatherings", services.export)
        people.register_export("gatherings.saved", services.export_saved)
        people.register_erasure("gatherings", services.forget)
        notifications.attach(notices.KIND, notices.date_file)
        self._agree()
        self._keep_safe()
        slots.add("home.asks", asks.at_home)
        slots.add("gathering.origin", importing.origin)
        slots.add("place.week", pieces.week_at_place)
        slots.add("place.more", paper_links.at_place)
        slots.add("area.more", paper_links.in_area)
        slots.add("area.week", pieces.week_in_area)
        slots.add("area.beside", pieces.week_beside_area)
        slots.add("organisation.week", pieces.coming_of_organisation)
        slots.add("organisation.actions", pieces.publish_for_organisation)

    def _keep_safe(self) -> None:
        """What keeps people safe before, during and after; and what follows."""
        from django.urls import reverse
        from django.utils.translation import gettext

        from parvis.domains.gatherings import selectors, services
        from parvis.domains.gatherings.views import after_pieces, safety_pieces
        from parvis.domains.gatherings.vocabulary import WORRY, WORRY_PROMISE_HOURS
        from parvis.domains.people import services as people
        from parvis.domains.people.vocabulary import Role
        from parvis.domains.watch import services as watch
        from parvis.web import slots

        watch.register(
            watch.Kind(
                name=WORRY,
                title=_("Une inquiétude après une rencontre"),
                promise_hours=WORRY_PROMISE_HOURS,
                by_day=False,
                answer_url=lambda item: reverse("gatherings:worry", args=[item.subject_id]),
                describe=lambda item, _viewer: (
                    gettext("%(name)s attend un mot de la modération.")
                    % {"name": item.waiting.name}
                ),
                role=Role.MODERATOR,
                private=True,
                barred=selectors.barred_from_worry,
            )
        )
        people.register_export("gatherings.safety", services.export_safety)
        people.register_erasure("gatherings.safety", services.forget_safety)
        slots.add("gathering.safety", safety_pieces.on_date)
        people.register_export("gatherings.afterwards", services.export_afterwards)
        people.register_erasure("gatherings.afterwards", services.forget_afterwards)
        slots.add("gathering.after", after_pieces.on_date)

    def _agree(self) -> None:
        """Meeting by invitation, from a conversation or a circle."""
        from parvis.domains.gatherings.views.meetings import pieces
        from parvis.web import slots

        slots.add("conversation.plans", pieces.in_conversation)
        slots.add("circle.week", pieces.in_circle)
        slots.add("circle.actions", pieces.propose_to_circle)
        slots.add("people.account", pieces.of_account, order=20)
