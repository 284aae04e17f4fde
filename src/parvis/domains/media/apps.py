from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    name = "parvis.domains.media"
    label = "media"
    verbose_name = _("Images")

    def ready(self) -> None:
        from parvis.domains.media import tasks  # noqa: F401  (its jobs register themselves)
