from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "parvis.surfaces.pages"
    label = "pages"
