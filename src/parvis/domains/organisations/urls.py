from django.urls import path

from parvis.domains.organisations import views

app_name = "organisations"
urlpatterns = [
    path("", views.organisations, name="organisations"),
    path("<slug:slug>/", views.organisation, name="organisation"),
    path("<slug:slug>/modifier/", views.edit, name="edit"),
]
