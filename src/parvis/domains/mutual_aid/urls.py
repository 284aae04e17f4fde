from django.urls import path

from parvis.domains.mutual_aid import views

app_name = "mutual_aid"
urlpatterns = [
    path("", views.needs, name="needs"),
    path("repondre/<uuid:item_id>/", views.answer, name="answer"),
    path("<uuid:need_id>/", views.need, name="need"),
    path("<uuid:need_id>/proposer/", views.offer, name="offer"),
    path("<uuid:need_id>/reprendre/", views.withdraw, name="withdraw"),
]
