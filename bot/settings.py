"""Settings from the environment; all wrong ones are reported at once."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.domain.errors import SettingsError

PROJECT = Path(__file__).resolve().parent.parent
_SITE = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")

# (name, default, what it is for); docs/settings.md is tested against this table.
SETTINGS: tuple[tuple[str, str, str], ...] = (
    ("TROLY_HOST", "127.0.0.1", "Address on which the server listens."),
    ("TROLY_PORT", "8080", "Port on which the server listens."),
    ("TROLY_DATA_DIR", "var", "Folder of the database, models, backups and the secret key."),
    ("TROLY_PUBLIC_URL", "", "Address under which residents reach the server, for links and webhooks."),
    ("TROLY_LOCALITY", "", "Id of the commune in data/localities, for the greeting and the log."),
    ("TROLY_EMBED_SITES", "", "Sites that may show the chat in a frame, with spaces between them."),
    ("TROLY_ENGINE_URL", "", "Address of a `rasa run` server; empty means the engine runs in this process."),
    ("TELEGRAM_BOT_TOKEN", "", "Token of the Telegram bot; empty means no Telegram."),
    ("TELEGRAM_API_BASE", "https://api.telegram.org/bot", "Start of Telegram's API addresses; the token is appended."),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Checked settings."""

    host: str
    port: int
    data_dir: Path
    public_url: str
    locality: str | None
    embed_sites: tuple[str, ...]
    engine_url: str
    telegram_token: str
    telegram_api_base: str
    project: Path = PROJECT

    @property
    def database(self) -> Path:
        """The database file."""
        return self.data_dir / "troly.db"

    @property
    def indicator(self) -> Path:
        """The folder of the indicator's roll-ups."""
        return self.data_dir / "indicator"

    @property
    def models(self) -> Path:
        """The folder of trained models."""
        return self.data_dir / "models"

    @property
    def evaluations(self) -> Path:
        """The folder of evaluation runs."""
        return self.data_dir / "evaluations"

    @property
    def knowledge(self) -> Path:
        """The folder of what officers taught."""
        return self.data_dir / "knowledge"

    @property
    def secret_file(self) -> Path:
        """The file of the key for hashes."""
        return self.data_dir / "secret.key"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Reads settings. Raises SettingsError with every wrong one."""
    given = os.environ if environment is None else environment
    values = {name: given.get(name) or default for name, default, _ in SETTINGS}
    problems = []
    port = values["TROLY_PORT"]
    if not port.isdecimal() or not 0 < int(port) < 65536:
        problems.append(f"TROLY_PORT: expected a number from 1 to 65535, got {port!r}")
    for name in ("TROLY_PUBLIC_URL", "TROLY_ENGINE_URL", "TELEGRAM_API_BASE"):
        if values[name] and not values[name].startswith(("http://", "https://")):
            problems.append(f"{name}: expected an address like https://..., got {values[name]!r}")
    sites = values["TROLY_EMBED_SITES"].split()
    problems += [
        f"TROLY_EMBED_SITES: expected sites like https://xa.example.vn, without a path, got {site!r}"
        for site in sites
        if not _SITE.fullmatch(site)
    ]
    if problems:
        raise SettingsError("\n".join(problems))
    data_dir = Path(values["TROLY_DATA_DIR"])
    return Settings(
        host=values["TROLY_HOST"],
        port=int(port),
        data_dir=data_dir if data_dir.is_absolute() else PROJECT / data_dir,
        public_url=values["TROLY_PUBLIC_URL"],
        locality=values["TROLY_LOCALITY"] or None,
        embed_sites=tuple(sites),
        engine_url=values["TROLY_ENGINE_URL"],
        telegram_token=values["TELEGRAM_BOT_TOKEN"],
        telegram_api_base=values["TELEGRAM_API_BASE"],
    )
