"""Rows into the database: in bulk, exactly as made, with constant memory."""

from typing import Any, Final

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

ROWS_IN_MEMORY: Final = 4_000


class RowWriter:
    """Collects rows and writes them table by table, parents first, whenever `rows_in_memory` have come together.

    Written verbatim: no field default, `auto_now` or `save` of a model runs, so the same rows are the same bytes.
    PostgreSQL takes them by COPY, other databases by one prepared INSERT for each table.
    """

    def __init__(
        self,
        connection: BaseDatabaseWrapper,
        tables: tuple[type[models.Model], ...],
        *,
        rows_in_memory: int = ROWS_IN_MEMORY,
    ) -> None:
        """`tables` are in the order in which they must be written: a table after those it refers to."""
        self._connection = connection
        self._rows_in_memory = rows_in_memory
        self._waiting: dict[type[models.Model], list[tuple[Any, ...]]] = {table: [] for table in tables}
        self._count = 0
        self.written = 0

    def add(self, row: models.Model) -> None:
        """Take a row; it is in the database at the latest after `flush`."""
        self._waiting[type(row)].append(self._values(row))
        self._count += 1
        if self._count >= self._rows_in_memory:
            self.flush()

    def flush(self) -> None:
        """Write what is waiting."""
        for table, rows in self._waiting.items():
            if rows:
                self._write(table, rows)
                rows.clear()
        self.written += self._count
        self._count = 0

    def _values(self, row: models.Model) -> tuple[Any, ...]:
        return tuple(
            field.get_db_prep_save(getattr(row, field.attname), self._connection) for field in _columns(type(row))
        )

    def _write(self, table: type[models.Model], rows: list[tuple[Any, ...]]) -> None:
        quote = self._connection.ops.quote_name
        columns = _columns(table)
        names = ", ".join(quote(str(field.column)) for field in columns)
        into = f"{quote(table._meta.db_table)} ({names})"
        with self._connection.cursor() as cursor:
            if self._connection.vendor == "postgresql":
                with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                statement = f"INSERT INTO {into} VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608 - names of our own tables
                cursor.executemany(statement, rows)


def _columns(table: type[models.Model]) -> "list[models.Field[Any, Any]]":
    return list(table._meta.concrete_fields)
