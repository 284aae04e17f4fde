from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CirclesConfig(AppConfig):
    name = "parvis.domains.circles"
    label = "circles"
    verbose_name = _("Cercles")

    def ready(self) -> None:
        import_module("parvis.domains.circles.tasks")
        from parvis.domains.circles import services
        from parvis.domains.people import services as people

        people.register_export("circles", services.export)
