"""What people do at the same moment; only PostgreSQL lets them. Each race has a control that goes wrong without its guard."""

import pytest
from django.db import connection

on_postgresql = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one after the other"),
]
