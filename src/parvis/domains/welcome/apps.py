from importlib import import_module

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class WelcomeConfig(AppConfig):
    name = "parvis.domains.welcome"
    label = "welcome"
    verbose_name = _("Accueil")

    def ready(self) -> None:
        import_module("parvis.domains.welcome.tasks")
        from parvis.domains.people import services as people
        from parvis.domains.people.vocabulary import Role
        from parvis.domains.watch import services as watch
        from parvis.domains.watch.models import Item
        from parvis.domains.welcome import services
        from parvis.domains.welcome.views.slots import hello
        from parvis.domains.welcome.vocabulary import GAP_PROMISE_HOURS, PROMISE_HOURS
        from parvis.web import slots

        def answer_url(item: Item) -> str:
            return reverse("welcome:answer", args=[item.pk])

        watch.register(
            watch.Kind(
                name=services.ASKED,
                title=_("Quelqu’un qui arrive attend un mot"),
                promise_hours=PROMISE_HOURS,
                by_day=True,
                answer_url=answer_url,
                describe=lambda item, _viewer: (
                    gettext("%(name)s vient d’arriver et attend un mot.")
                    % {"name": item.waiting.name}
                ),
                role=Role.WELCOMER,
            )
        )
        watch.register(
            watch.Kind(
                name=services.GAP,
                title=_("Il manque une proposition à quelqu’un"),
                promise_hours=GAP_PROMISE_HOURS,
                by_day=False,
                answer_url=answer_url,
                describe=lambda item, _viewer: (
                    gettext("Nous n’avons rien d’assez juste à proposer à %(name)s.")
                    % {"name": item.waiting.name}
                ),
            )
        )
        people.register_export("welcome", services.export)
        people.register_erasure("welcome", services.forget)
        slots.add("pages.hello", hello)
