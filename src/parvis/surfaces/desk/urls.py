from django.urls import path

from parvis.surfaces.desk import views

app_name = "desk"
urlpatterns = [path("", views.desk, name="desk")]
