from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GatheringsConfig(AppConfig):
    name = "parvis.domains.gatherings"
    label = "gatherings"
    verbose_name = _("Rencontres")

    def ready(self) -> None:
        from parvis.domains.gatherings import services, tasks  # noqa: F401  (handlers register)
        from parvis.domains.gatherings.views import pieces
        from parvis.domains.people import services as people
        from parvis.web import slots

        people.register_export("gatherings", services.export)
        people.register_erasure("gatherings", services.forget)
        slots.add("place.week", pieces.week_at_place)
        slots.add("area.week", pieces.week_in_area)
        slots.add("organisation.week", pieces.coming_of_organisation)
        slots.add("organisation.actions", pieces.publish_for_organisation)
