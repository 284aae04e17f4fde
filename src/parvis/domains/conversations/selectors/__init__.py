"""Reads of conversations: only one's own, and without anybody hidden."""

from parvis.domains.conversations.selectors.lists import (
    Row,
    conversations_of,
    name_of,
    requests_to,
    unread_count,
)
from parvis.domains.conversations.selectors.threads import (
    Thread,
    between,
    is_quiet,
    kept_with,
    latest_messages,
    messages_before,
    messages_since,
    thread_for,
    untold,
)

__all__ = [
    "Row",
    "Thread",
    "between",
    "conversations_of",
    "is_quiet",
    "kept_with",
    "latest_messages",
    "messages_before",
    "messages_since",
    "name_of",
    "requests_to",
    "thread_for",
    "unread_count",
    "untold",
]
