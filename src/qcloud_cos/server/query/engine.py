"""DuckDB, locked in: one file to read, no network, no settings, no extensions, bounded memory and time."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from qcloud_cos.server.query.source import quoted
from qcloud_cos.server.query.translation import Statement
from qcloud_cos.server.query.values import MACROS
from qcloud_cos.server.refusal import Refusal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = tuple[Any, ...]
_LONGEST_REASON = 500  # it may quote a value


class Limits(NamedTuple):
    memory: str = "512MB"
    seconds: float = 60.0
    """Of work, not of waiting until a client has read."""


class Engine:
    """For one query.

    Raises:
        Refusal: NotImplemented, if DuckDB is not installed.
    """

    def __init__(self, path: Path, limits: Limits | None = None) -> None:
        try:
            import duckdb  # an extra, and it weighs
        except ImportError as error:
            raise Refusal(
                "NotImplemented", "select_object_content needs DuckDB: pip install 'cos-python-sdk-v5[select]'"
            ) from error
        self._duckdb = duckdb
        self._limits = limits or Limits()
        self._left = self._limits.seconds
        self._path = path
        self._stopped = False
        self._db = self._connected()

    def _connected(self) -> DuckDBPyConnection:
        db = self._duckdb.connect(
            ":memory:",
            config={
                "threads": 1,
                "memory_limit": self._limits.memory,
                "temp_directory": "",  # nothing here sorts or joins: what does not fit into memory is refused
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "allow_community_extensions": False,
                "python_enable_replacements": False,
            },
        )
        db.execute("SET TimeZone = 'UTC'")
        for macro in MACROS:
            db.execute(f"CREATE MACRO {macro}")
        db.execute(f"SET allowed_paths = [{quoted(str(self._path))}]")
        db.execute("SET enable_external_access = false")
        db.execute("SET lock_configuration = true")
        return db

    def types(self) -> dict[str, str]:
        """The columns of a Parquet file."""
        found = self.rows(f"DESCRIBE SELECT * FROM read_parquet({quoted(str(self._path))})")  # noqa: S608 - our file
        return {row[0]: row[1] for rows in found for row in rows}

    def run(self, statement: Statement) -> Iterator[list[Row]]:
        return self.rows(statement.sql, statement.parameters)

    def rows(self, sql: str, parameters: list[str] | None = None, at_once: int = 500) -> Iterator[list[Row]]:
        """Raises:
        Refusal: with one of Select's codes.
        """
        with self._watched():
            result = self._db.execute(sql, parameters or None)
        while True:
            with self._watched():
                rows = result.fetchmany(at_once)
            if not rows:
                return
            yield rows

    def stop(self) -> None:
        """From another thread: what runs ends soon."""
        self._stopped = True
        self._db.interrupt()

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        if self._stopped or self._left <= 0:
            raise self._too_long()
        begun = time.monotonic()
        watch = threading.Timer(self._left, self._db.interrupt)
        watch.start()
        try:
            yield
        except self._duckdb.Error as error:
            raise self._refusal(error) from error
        finally:
            watch.cancel()
            self._left -= time.monotonic() - begun

    def _too_long(self) -> Refusal:
        return Refusal("Overload", f"The query takes more than the {self._limits.seconds:g} seconds it may.")

    def _refusal(self, error: Exception) -> Refusal:
        """The reason, without our statement and our file."""
        db = self._duckdb
        text = str(error).partition("\n")[0].replace(str(self._path), "the object")
        text = re.sub(r"^[\w ]+ Error: ", "", text)[:_LONGEST_REASON]
        if "AmbiguousFieldName" in text:
            name = text.rpartition(": ")[2]
            return Refusal("AmbiguousFieldName", f"The object has several fields called {name}.")
        if "maximum_object_size" in text:
            return Refusal("OverMaxRecordSize")
        if "Malformed JSON" in text:
            return Refusal("JSONParsingError", text)
        if isinstance(error, db.InterruptException):
            return self._too_long()
        if isinstance(error, db.OutOfMemoryException):
            return Refusal("Overload", "The query needs more memory than it may have.")
        if isinstance(error, db.ConversionException | db.OutOfRangeException):
            return Refusal("CastFailed", text.replace("to DOUBLE", "to a number"))
        if isinstance(error, db.BinderException | db.ParserException):
            return Refusal("SQLParsingError", text)
        return Refusal("InternalError", text)
