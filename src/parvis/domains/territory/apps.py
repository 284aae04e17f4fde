from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoryConfig(AppConfig):
    name = "parvis.domains.territory"
    label = "territory"
    verbose_name = _("Territoire")

    def ready(self) -> None:
        from parvis.domains.territory import tasks  # noqa: F401  (its handlers register themselves)
