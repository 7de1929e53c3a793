"""The server's connections outlive its threads, and a thread's end leaves none behind."""

import os

import pytest

from tests.registers.processes import done, fresh_database, python

THREADS = 12
# As the server does it: a thread answers a request and ends; a while later another one answers the next.
SCRIPT = (
    """
import threading, django
django.setup()
from django.core.signals import request_finished
from django.db import connection
asked = []

def answer():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database())")
        asked.append(cursor.fetchone())
    request_finished.send(None)

for _number in range(%d):
    thread = threading.Thread(target=answer)
    thread.start()
    thread.join()
print(len({backend for backend, _open in asked}), max(held for _backend, held in asked))
connection.close_pool()
"""
    % THREADS
)


@pytest.mark.beside
@pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="SQLite has no server to be connected with")
def test_requests_of_threads_that_come_and_go_share_one_connection() -> None:
    with fresh_database("pool") as env:
        process = python(SCRIPT, {**env, "TONGXIN_JOBS": "beside"})
        assert done(process).split() == ["1", "1"]
