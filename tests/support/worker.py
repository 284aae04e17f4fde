"""The worker of a scaled town, as a process."""


def main() -> None:
    import django

    django.setup()
    from parvis.surfaces.cli import serve

    serve.work()


if __name__ == "__main__":
    main()
