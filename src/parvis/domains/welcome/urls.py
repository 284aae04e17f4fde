from django.urls import path

from parvis.domains.welcome.views import answering, arriving, passing, questions

app_name = "welcome"
urlpatterns = [
    path("", arriving.arrive, name="arrive"),
    path("compris/", arriving.understood, name="understood"),
    path("questions/", questions.questions, name="questions"),
    path("carte.svg", questions.plan, name="plan"),
    path("passerelle/", passing.path, name="path"),
    path("passerelle/<uuid:suggestion_id>/pas-pour-moi/", passing.refuse, name="refuse"),
    path("passerelle/<uuid:suggestion_id>/reprendre/", passing.take_back, name="take_back"),
    path("passerelle/<uuid:suggestion_id>/demander/", passing.ask, name="ask"),
    path("repondre/<uuid:item_id>/", answering.answer, name="answer"),
    path("accueillir/", answering.welcoming, name="welcoming"),
]
