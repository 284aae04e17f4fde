"""How many queries a page costs to somebody signed in. Prints one number a path."""

import sys


def main() -> None:
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from parvis.domains.people.models import Resident

    address, *paths = sys.argv[1:]
    client = Client()
    client.force_login(
        Resident.objects.get(email=address),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    for path in paths:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(path)
        assert response.status_code == 200, (path, response.status_code)
        print(len(captured))


if __name__ == "__main__":
    main()
