"""The command `troly`."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import click

from bot.domain.errors import TrolyError
from bot.python_version import check_python


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="troly")
def main() -> None:
    """Trợ lý số: a Vietnamese assistant for online public services."""
    check_python()
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr
    )


@contextlib.contextmanager
def _plain_errors() -> Iterator[None]:
    """Shows expected errors as sentences, without a traceback."""
    try:
        yield
    except TrolyError as error:
        raise click.ClickException(str(error)) from error


@contextlib.contextmanager
def _own_stdout() -> Iterator[TextIO]:
    """Keeps standard output for answers: whatever libraries print goes to standard error."""
    out = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):
        yield out


@main.command("check-data")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
def check_data(folder: Path | None) -> None:
    """Check all topic, field and locality files; report every mistake with its file and field."""
    from bot.adapters.tsv_national_list import load_national_list
    from bot.adapters.yaml_catalogue import load_catalogue
    from bot.settings import PROJECT

    with _plain_errors():
        data = folder or PROJECT / "data"
        catalogue = load_catalogue(data)
        national = load_national_list(data / "national").procedures if (data / "national").is_dir() else {}
    places = len(catalogue.localities)
    click.echo(f"{len(catalogue)} topics, {len(national)} other procedures, {places} localities: no mistakes")


@main.command()
@click.option("--if-stale", is_flag=True, help="Only when the newest model is older than its inputs.")
@click.option("--fresh", is_flag=True, help="Train every component again instead of reusing the cache.")
def train(if_stale: bool, fresh: bool) -> None:
    """Check the data, then train a model into the data folder."""
    from bot.adapters.model_files import is_stale
    from bot.adapters.yaml_catalogue import load_catalogue
    from bot.settings import PROJECT, read_settings

    with _plain_errors():
        settings = read_settings()
        load_catalogue(PROJECT / "data")
        if if_stale and not is_stale(settings.models, PROJECT):
            return
        from bot.adapters.rasa_training import train_model

        with contextlib.redirect_stdout(sys.stderr):
            model = train_model(PROJECT, settings.models, fresh=fresh)
    click.echo(f"{model.name}")


@main.command()
@click.argument("question", nargs=-1)
@click.option("--jsonl", is_flag=True, help='Read one {"text", "sender"} a line, write one answer a line, in order.')
def ask(question: tuple[str, ...], jsonl: bool) -> None:
    """Ask one QUESTION, hold a conversation (no question), or answer many (--jsonl)."""
    from bot.channels.terminal import Terminal

    with _plain_errors(), _own_stdout() as out:
        terminal = Terminal.start()
        if jsonl:
            asyncio.run(_ask_lines(terminal, sys.stdin, out))
        elif question:
            asyncio.run(terminal.ask_once(" ".join(question), out))
        else:
            asyncio.run(terminal.converse(sys.stdin, out))


async def _ask_lines(terminal: object, lines: TextIO, out: TextIO) -> None:
    from bot.channels.terminal import Terminal

    assert isinstance(terminal, Terminal)  # noqa: S101 - narrows the lazily imported type
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except ValueError:
            data = None
        text = data.get("text") if isinstance(data, dict) else None
        if not isinstance(text, str):
            raise click.ClickException(f'line {number}: expected a JSON object with "text", got {line.strip()[:80]!r}')
        sender = data.get("sender")
        answer = await terminal.answer_data(text, str(sender) if sender is not None else f"fresh-{uuid.uuid4()}")
        out.write(json.dumps(answer, ensure_ascii=False) + "\n")
        out.flush()


@main.command()
def serve() -> None:
    """Serve the web page, the API and the messengers."""
    from bot.app import run_server
    from bot.settings import read_settings

    with _plain_errors():
        run_server(read_settings())


@main.command()
@click.option(
    "--state",
    type=click.Choice(["new", "claimed", "answered", "approved", "dismissed"]),
    default="new",
    show_default=True,
)
def questions(state: str) -> None:
    """List the questions that wait for an officer, oldest first."""
    from bot.adapters.sqlite_store.database import open_database
    from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
    from bot.domain.question import QuestionState
    from bot.settings import read_settings

    with _plain_errors():
        store = SqliteTurnStore(open_database(read_settings().database))
        for question in store.questions(QuestionState(state)):
            click.echo(
                f"{question.code}  {question.asked_at:%Y-%m-%d %H:%M}  {question.channel:9} {question.reason:16} "
                f"{question.text}"
            )


@main.command()
@click.argument("code")
@click.argument("text")
@click.option("--officer", required=True, help="Name of the officer, for the record.")
def reply(code: str, text: str, officer: str) -> None:
    """Reply to the question CODE with TEXT; the resident gets it where the question came from."""
    from bot.adapters.sqlite_store.database import open_database
    from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
    from bot.bootstrap import wording
    from bot.services.replying import Replying
    from bot.settings import read_settings

    with _plain_errors():
        store = SqliteTurnStore(open_database(read_settings().database))
        Replying(store, wording()).reply(code, text, officer)
    click.echo(f"{code}: replied")


if __name__ == "__main__":
    main()
