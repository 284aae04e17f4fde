from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "parvis.domains.people"
    label = "people"

    def ready(self) -> None:
        import_module("parvis.domains.people.tasks")
