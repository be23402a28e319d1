"""`troly ask`: questions and answers in the terminal or as JSON lines."""

from __future__ import annotations

import asyncio
import json
import sys
import uuid
from typing import TextIO

import click

from bot.cli.output import own_stdout, plain_errors


@click.command()
@click.argument("question", nargs=-1)
@click.option("--jsonl", is_flag=True, help='Read one {"text", "sender"} a line, write one answer a line, in order.')
def ask(question: tuple[str, ...], jsonl: bool) -> None:
    """Ask one QUESTION, hold a conversation (no question), or answer many (--jsonl)."""
    from bot.channels.terminal import Terminal

    with plain_errors(), own_stdout() as out:
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
