from django.urls import path

from parvis.domains.watch import views

app_name = "watch"
urlpatterns = [
    path("", views.waiting, name="waiting"),
    path("<uuid:item_id>/pas-cette-fois/", views.not_this_time, name="not_this_time"),
]
