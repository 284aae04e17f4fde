import pytest
from django.contrib.auth import get_user_model


@pytest.fixture(autouse=True)
def media_folder(settings, tmp_path):
    """Files of a test stay in its own folder."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "media"},
        },
    }
    return tmp_path / "media"


@pytest.fixture
def owner(db):
    model = get_user_model()
    return model.objects.create(**{model.USERNAME_FIELD: "lise@exemple.test"})


@pytest.fixture
def other(db):
    model = get_user_model()
    return model.objects.create(**{model.USERNAME_FIELD: "malik@exemple.test"})
