"""Build the demo town where the environment says: run as a module, in a process of its own."""

import os


def main() -> None:
    import django

    django.setup()
    from django.conf import settings

    from parvis.kernel import clock
    from parvis.surfaces.cli import serve, settle

    serve.prepare()
    settle.build(
        today=clock.today(settings.TIME_ZONE),
        residents=int(os.environ.get("PARVIS_TEST_RESIDENTS", "400")),
    )


if __name__ == "__main__":
    main()
