from django.urls import path

from parvis.domains.conversations.views import contact, lists, threads

app_name = "conversations"
urlpatterns = [
    path("", lists.conversations, name="conversations"),
    path("ecrire/<uuid:resident_id>/", contact.write, name="write"),
    path("<uuid:conversation_id>/", threads.thread, name="thread"),
    path("<uuid:conversation_id>/accepter/", contact.accept, name="accept"),
    path("<uuid:conversation_id>/pas-maintenant/", contact.decline, name="decline"),
]
