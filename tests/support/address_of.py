"""The addresses of those who take part in a conversation: run as a module, by journeys."""

import sys


def main() -> None:
    import django

    django.setup()
    from parvis.domains.conversations.models import Participant

    for address in Participant.objects.filter(conversation=sys.argv[1]).values_list(
        "resident__email", flat=True
    ):
        print(address)


if __name__ == "__main__":
    main()
