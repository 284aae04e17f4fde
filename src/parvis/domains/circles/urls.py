from django.urls import path

from parvis.domains.circles import views

app_name = "circles"
urlpatterns = [
    path("", views.circles, name="circles"),
    path("<slug:slug>/", views.circle, name="circle"),
    path("<slug:slug>/rejoindre/", views.join, name="join"),
    path("<slug:slug>/quitter/", views.leave, name="leave"),
]
