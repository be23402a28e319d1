"""The command `troly`: one file a command, listed here.

Commands import what they need when they run, so that `troly --help` is quick.
"""

from __future__ import annotations

import logging
import os
import sys

import click

from bot.cli.ask import ask
from bot.cli.check_data import check_data
from bot.cli.check_links import check_links
from bot.cli.doctor import doctor
from bot.cli.evaluate import evaluate
from bot.cli.export import export
from bot.cli.import_procedures import import_procedures
from bot.cli.knowledge import knowledge
from bot.cli.models import models
from bot.cli.officers import officers
from bot.cli.open_data import open_data
from bot.cli.outbox import outbox
from bot.cli.questions import questions
from bot.cli.reply import reply
from bot.cli.report import report
from bot.cli.roll_up import roll_up
from bot.cli.scheduled import scheduled
from bot.cli.serve import serve
from bot.cli.simulate import simulate
from bot.cli.train import train
from bot.cli.train_dialogue import train_dialogue
from bot.cli.train_marks import train_marks
from bot.python_version import check_python

COMMANDS: tuple[click.Command, ...] = (
    check_data,
    check_links,
    import_procedures,
    train,
    train_dialogue,
    train_marks,
    evaluate,
    models,
    ask,
    serve,
    doctor,
    questions,
    reply,
    outbox,
    officers,
    knowledge,
    roll_up,
    simulate,
    export,
    report,
    open_data,
    scheduled,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="troly")
def main() -> None:
    """Trợ lý số: a Vietnamese assistant for online public services."""
    check_python()
    # Matrices are small here: more threads only wait for one another, at the cost of the other core. Read when NumPy is
    # imported. A turn: 7.9 ms of system time with them, none without; training works on its folds side by side instead.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr
    )


for _command in COMMANDS:
    main.add_command(_command)
