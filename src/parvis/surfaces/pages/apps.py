from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "parvis.surfaces.pages"
    label = "pages"

    def ready(self) -> None:
        from parvis.surfaces.pages.views.demo import entrance
        from parvis.web import slots

        slots.add("people.entrance", entrance)
