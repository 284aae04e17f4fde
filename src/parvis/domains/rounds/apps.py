from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoundsConfig(AppConfig):
    name = "parvis.domains.rounds"
    label = "rounds"
    verbose_name = _("Tablées")

    def ready(self) -> None:
        import_module("parvis.domains.rounds.tasks")
        self._keep_and_forget()
        self._show()

    def _keep_and_forget(self) -> None:
        """What somebody takes with them, and what goes with their account."""
        from parvis.domains.people import services as people
        from parvis.domains.rounds import services

        people.register_export("rounds", services.export)
        people.register_erasure("rounds", services.forget)

    def _show(self) -> None:
        """What other pages say of tables."""
        from parvis.domains.rounds.views import pieces
        from parvis.web import slots

        slots.add("home.asks", pieces.at_home, order=60)
        slots.add("home.more", pieces.at_the_end_of_home)
        slots.add("desk.more", pieces.at_the_desk)
