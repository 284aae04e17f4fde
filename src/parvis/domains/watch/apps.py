from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WatchConfig(AppConfig):
    name = "parvis.domains.watch"
    label = "watch"
    verbose_name = _("Veille")

    def ready(self) -> None:
        import_module("parvis.domains.watch.tasks")
        from parvis.domains.people import services as people
        from parvis.domains.watch import services

        people.register_export("watch", services.export)
        people.register_erasure("watch", services.forget)
