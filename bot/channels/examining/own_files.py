"""Whether the files of the data folder are there and their owner's alone."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from bot.adapters.model_files import live_model
from bot.adapters.sqlite_store.database import COMPANIONS, OWNER_ONLY
from bot.channels.examining.finding import Finding, unwell, well
from bot.channels.examining.platform import Platforms
from bot.domain.errors import EngineError
from bot.settings import Settings


def file_findings(settings: Settings, _: Platforms) -> Iterator[Finding]:
    """The model, and who may read tokens and what residents wrote."""
    try:
        yield (
            well("model", live_model(settings.models).name)
            if not settings.engine_url
            else well("model", f"answers at {settings.engine_url}")
        )
    except EngineError as error:
        yield unwell("model", str(error).split(" Next step:")[0], "troly train")
    for path in _private_files(settings):
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & ~OWNER_ONLY:
            yield unwell("files", f"{path} may be read by others (mode {mode:o}).", f"chmod 600 {path}")
        else:
            yield well("files", f"{path.name} is its owner's alone")


def _private_files(settings: Settings) -> Iterator[Path]:
    database = settings.database
    companions = [database.with_name(database.name + ending) for ending in COMPANIONS]
    backups = sorted(settings.data_dir.glob("backups/**/*.db*"))
    return (path for path in (database, *companions, settings.secret_file, *backups) if path.is_file())
