"""Two people who write to each other: run as a module, by journeys, with both addresses.

Prints the page of their conversation.
"""

import sys


def main() -> None:
    import django

    django.setup()
    from parvis.domains.conversations import services
    from parvis.domains.conversations.vocabulary import Purpose
    from parvis.domains.people.models import Resident
    from parvis.kernel import clock

    one, other = (Resident.objects.get(email=address) for address in sys.argv[1:3])
    words = f"Bonjour {other.name}, heureuse de vous écrire."
    found = services.open_with(
        by=one, to=other, body=words, purpose=Purpose.WELCOME, at=clock.now()
    )
    print(found.get_absolute_url())


if __name__ == "__main__":
    main()
