"""Registers the kernel's own scheduled jobs."""

from importlib import import_module

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "parvis.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("parvis.kernel.upkeep")
