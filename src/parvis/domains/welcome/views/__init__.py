"""Screens of the welcome."""
