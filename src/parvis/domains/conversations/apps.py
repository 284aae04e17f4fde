from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConversationsConfig(AppConfig):
    name = "parvis.domains.conversations"
    label = "conversations"
    verbose_name = _("Conversations")

    def ready(self) -> None:
        import_module("parvis.domains.conversations.tasks")
        from parvis.domains.conversations import services
        from parvis.domains.conversations.views.slots import read_again, write_to
        from parvis.domains.people import services as people
        from parvis.web import slots

        people.register_export("conversations", services.export)
        people.register_erasure("conversations", services.forget)
        slots.add("people.actions", write_to, order=10)
        slots.add("people.blocked", read_again)
