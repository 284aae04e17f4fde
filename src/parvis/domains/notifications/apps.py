from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "parvis.domains.notifications"
    label = "notifications"
    verbose_name = _("Avis")

    def ready(self) -> None:
        import_module("parvis.domains.notifications.tasks")
        from parvis.domains.notifications import services
        from parvis.domains.people import services as people

        people.register_export("notifications", services.export)
