"""The embedded engine: SQLite and one process. Only `ports.py` opens this room."""
