"""The scaled engine: PostgreSQL, Redis, several processes. Only `ports.py` opens this room."""
