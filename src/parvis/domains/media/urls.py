from django.urls import path

from parvis.domains.media import views

app_name = "media"
urlpatterns = [path("media/<uuid:image_id>/<int:size>.webp", views.image, name="image")]
