"""How commands show errors and answers."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TextIO

import click

from bot.domain.errors import TrolyError


@contextlib.contextmanager
def plain_errors() -> Iterator[None]:
    """Shows expected errors as sentences, without a traceback."""
    try:
        yield
    except TrolyError as error:
        raise click.ClickException(str(error)) from error


@contextlib.contextmanager
def own_stdout() -> Iterator[TextIO]:
    """Keeps standard output for answers: whatever libraries print goes to standard error."""
    out = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):
        yield out
