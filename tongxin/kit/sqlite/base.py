"""The connection: Django's own, whose transactions wait for their turn within the process before they ask SQLite."""

import os
from collections import defaultdict
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3.base import DatabaseWrapper as _Connection

from tongxin.kit.sqlite.turns import Turns

Connection: Any = _Connection  # the stubs leave out what begins and ends a transaction
# By the database's name: each file has one writer.
_TURNS: defaultdict[str, Turns] = defaultdict(Turns)
# A process that is forked has none of the threads that would pass a turn on.
os.register_at_fork(after_in_child=_TURNS.clear)


class DatabaseWrapper(Connection):  # type: ignore[misc]  # see above
    """A connection that begins a transaction when its turn has come and passes the turn on when it ends.

    Transactions begin as writers (`BEGIN IMMEDIATE`), so each is a turn. A statement outside of one asks SQLite alone, and so do
    other processes: what holds between them is still SQLite's own lock.
    """

    _turn: Turns | None = None

    def _start_transaction_under_autocommit(self) -> None:
        turns = _TURNS[str(self.settings_dict["NAME"])]
        if not turns.take(self.settings_dict["OPTIONS"].get("timeout", 5)):
            raise OperationalError("database is locked")
        self._turn = turns
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> Any:
        done = super()._commit()
        self._end_turn()
        return done

    def _rollback(self) -> Any:
        try:
            return super()._rollback()
        finally:
            self._end_turn()

    def _close(self) -> Any:
        try:
            return super()._close()
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.give()
