from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "parvis.domains.organisations"
    label = "organisations"
    verbose_name = _("Associations et services")

    def ready(self) -> None:
        from parvis.domains.organisations import (
            tasks,  # noqa: F401  (its handlers register themselves)
        )
        from parvis.domains.organisations.services import export
        from parvis.domains.organisations.views import directory, places
        from parvis.domains.people.services import portability
        from parvis.web import slots

        portability.register_export("organisations", export)
        slots.add("place.actions", places.tend_place)
        slots.add("place.more", directory.at_place)
        slots.add("area.more", directory.in_area)
