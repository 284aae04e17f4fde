from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "parvis.surfaces.desk"
    label = "desk"
