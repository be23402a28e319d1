"""How commands show errors and answers."""

from __future__ import annotations

import contextlib
import errno
import sqlite3
import sys
from collections.abc import Iterator
from typing import TextIO

import click

from bot.domain.errors import TrolyError

# What a full disk, a folder that is not there and a file that may not be written look like to the database.
_DISK_CODES = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR)


@contextlib.contextmanager
def plain_errors() -> Iterator[None]:
    """Shows expected errors, those of disks and folders among them, as sentences, without a traceback."""
    try:
        yield
    except TrolyError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        if error.errno == errno.EPIPE:  # whoever read the output has seen enough
            raise
        place = f"{error.filename}: " if error.filename else ""
        raise click.ClickException(f"{place}{error.strerror or error}. Nothing half-written was kept.") from error
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _DISK_CODES:
            raise
        raise click.ClickException(f"{error}. Next step: look at the space and the rights of TROLY_DATA_DIR") from error


@contextlib.contextmanager
def own_stdout() -> Iterator[TextIO]:
    """Keeps standard output for answers: whatever libraries print goes to standard error."""
    out = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):
        yield out
