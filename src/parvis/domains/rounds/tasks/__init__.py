"""What rounds do later, one module for each subject."""

from parvis.domains.rounds.tasks import answering, closing, telling

__all__ = ["answering", "closing", "telling"]
