from importlib import import_module

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class MutualAidConfig(AppConfig):
    name = "parvis.domains.mutual_aid"
    label = "mutual_aid"
    verbose_name = _("Coups de main")

    def ready(self) -> None:
        import_module("parvis.domains.mutual_aid.tasks")
        from parvis.domains.mutual_aid import services
        from parvis.domains.mutual_aid.vocabulary import PROMISE_HOURS
        from parvis.domains.people import services as people
        from parvis.domains.watch import services as watch

        watch.register(
            watch.Kind(
                name=services.OFFERED,
                title=_("Quelqu’un propose son aide"),
                promise_hours=PROMISE_HOURS,
                by_day=False,
                answer_url=lambda item: reverse("mutual_aid:answer", args=[item.pk]),
                describe=lambda item, _viewer: (
                    gettext("%(name)s propose son aide.") % {"name": item.waiting.name}
                ),
            )
        )
        people.register_export("mutual_aid", services.export)
