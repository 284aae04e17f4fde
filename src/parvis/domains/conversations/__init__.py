"""Conversations: private words between people, by consent.

First contact is a *request* with one short message; nothing more can be sent until it is accepted.
Messages are numbered within their conversation: stored once, in order, fetched since a number.
"""
