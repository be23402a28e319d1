"""Settings from the environment; all wrong ones are reported at once."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.domain.errors import SettingsError

_TELEGRAM_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
PROJECT = Path(__file__).resolve().parent.parent
_SITE = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")

EXPORT_FORMATS = ("csv", "xlsx", "json", "parquet", "sqlite")
# (name, default, what it is for); docs/settings.md is tested against this table.
SETTINGS: tuple[tuple[str, str, str], ...] = (
    ("TROLY_HOST", "127.0.0.1", "Address on which the server listens."),
    ("TROLY_PORT", "8080", "Port on which the server listens."),
    ("TROLY_DATA_DIR", "var", "Folder of the database, models, backups and the secret key."),
    ("TROLY_PUBLIC_URL", "", "Address under which residents reach the server, for links and webhooks."),
    ("TROLY_LOCALITY", "", "Id of the commune in data/localities, for the greeting and the log."),
    ("TROLY_EMBED_SITES", "", "Sites that may show the chat in a frame, with spaces between them."),
    ("TROLY_ENGINE_URL", "", "Address of a `rasa run` server; empty means the engine runs in this process."),
    (
        "TROLY_EXPORTS",
        "xlsx",
        "Formats in which every finished month is exported; `none` for none.",
    ),
    ("TROLY_REPORT_SUPERIOR", "", "Office above the agency, first line of the monthly report."),
    ("TROLY_REPORT_AGENCY", "", "Agency that reports; empty means the people's committee of TROLY_LOCALITY."),
    ("TROLY_REPORT_RECIPIENTS", "", "Recipients of the monthly report, separated by semicolons."),
    ("TROLY_REPORT_SIGNATORY_TITLE", "", "Title above the signature; empty means chairman."),
    ("TROLY_REPORT_SIGNATORY", "", "Name below the signature."),
    ("TELEGRAM_BOT_TOKEN", "", "Token of the Telegram bot; empty means no Telegram."),
    ("TELEGRAM_API_BASE", "https://api.telegram.org/bot", "Start of Telegram's API addresses; the token is appended."),
    ("TELEGRAM_OFFICERS_CHAT", "", "Number of the Telegram group that is told about new and overdue questions."),
    ("TELEGRAM_WEBHOOK_SECRET", "", "Secret of the webhook (needs TROLY_PUBLIC_URL); empty means long polling."),
    ("TELEGRAM_MESSAGES_PER_SECOND", "30", "Most messages a second to all chats together; Telegram allows 30."),
    ("ZALO_OA_APP_ID", "", "Id of the app that serves the Zalo Official Account; empty means no Official Account."),
    ("ZALO_OA_APP_SECRET", "", "Secret key of that app, for refreshing tokens."),
    ("ZALO_OA_WEBHOOK_SECRET", "", "OA secret key of the app's webhook page, which signs events."),
    ("ZALO_OA_REFRESH_TOKEN", "", "First refresh token; its successors are kept in the database."),
    ("ZALO_OA_API_BASE", "https://openapi.zalo.me", "Start of the Official Account's API addresses."),
    ("ZALO_OAUTH_BASE", "https://oauth.zaloapp.com", "Start of the address that refreshes tokens."),
    ("ZALO_BOT_TOKEN", "", "Token of the Zalo Bot; empty means no Zalo Bot."),
    ("ZALO_BOT_API_BASE", "https://bot-api.zaloplatforms.com", "Start of the Zalo Bot's API addresses."),
    (
        "ZALO_BOT_WEBHOOK_SECRET",
        "",
        "Secret of the Bot's webhook (needs TROLY_PUBLIC_URL); empty means long polling.",
    ),
    ("ZALO_ASSUMPTIONS", "", "Changes to what Zalo's documentation leaves open, as `name=value,name=value`."),
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
    telegram_webhook_secret: str
    telegram_messages_per_second: int
    zalo_oa_app_id: str
    zalo_oa_app_secret: str
    zalo_oa_webhook_secret: str
    zalo_oa_refresh_token: str
    zalo_oa_api_base: str
    zalo_oauth_base: str
    zalo_bot_token: str
    zalo_bot_api_base: str
    zalo_bot_webhook_secret: str
    zalo_assumptions: str
    officers_chat: str = ""
    exports: tuple[str, ...] = ()
    report_superior: str = ""
    report_agency: str = ""
    report_recipients: str = ""
    report_signatory_title: str = ""
    report_signatory: str = ""
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
    def open_data(self) -> Path:
        """The folder of the open data."""
        return self.data_dir / "open-data"

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
    for name in (
        "TROLY_PUBLIC_URL", "TROLY_ENGINE_URL", "TELEGRAM_API_BASE", "ZALO_OA_API_BASE", "ZALO_OAUTH_BASE",
        "ZALO_BOT_API_BASE",
    ):  # fmt: skip
        if values[name] and not values[name].startswith(("http://", "https://")):
            problems.append(f"{name}: expected an address like https://..., got {values[name]!r}")
    chat = values["TELEGRAM_OFFICERS_CHAT"]
    if chat and not chat.removeprefix("-").isdecimal():
        problems.append(f"TELEGRAM_OFFICERS_CHAT: expected the number of a group like -1001234567890, got {chat!r}")
    secret = values["TELEGRAM_WEBHOOK_SECRET"]
    if secret and not _TELEGRAM_SECRET.fullmatch(secret):
        problems.append("TELEGRAM_WEBHOOK_SECRET: expected 1 to 256 letters, digits, _ or -, got something else")
    if secret and not values["TROLY_PUBLIC_URL"]:
        problems.append("TROLY_PUBLIC_URL: expected an address for Telegram's webhook, got nothing")
    rate = values["TELEGRAM_MESSAGES_PER_SECOND"]
    if not rate.isdecimal() or not 0 < int(rate) <= 1000:
        problems.append(f"TELEGRAM_MESSAGES_PER_SECOND: expected a number from 1 to 1000, got {rate!r}")
    exports = [form for form in values["TROLY_EXPORTS"].replace(",", " ").split() if form != "none"]
    if not set(exports) <= set(EXPORT_FORMATS):
        problems.append(f"TROLY_EXPORTS: expected some of {', '.join(EXPORT_FORMATS)} or none, got {exports}")
    problems += _zalo_problems(values)
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
        officers_chat=values["TELEGRAM_OFFICERS_CHAT"],
        telegram_webhook_secret=secret,
        telegram_messages_per_second=int(rate),
        exports=tuple(exports),
        report_superior=values["TROLY_REPORT_SUPERIOR"],
        report_agency=values["TROLY_REPORT_AGENCY"],
        report_recipients=values["TROLY_REPORT_RECIPIENTS"],
        report_signatory_title=values["TROLY_REPORT_SIGNATORY_TITLE"],
        report_signatory=values["TROLY_REPORT_SIGNATORY"],
        zalo_oa_app_id=values["ZALO_OA_APP_ID"],
        zalo_oa_app_secret=values["ZALO_OA_APP_SECRET"],
        zalo_oa_webhook_secret=values["ZALO_OA_WEBHOOK_SECRET"],
        zalo_oa_refresh_token=values["ZALO_OA_REFRESH_TOKEN"],
        zalo_oa_api_base=values["ZALO_OA_API_BASE"],
        zalo_oauth_base=values["ZALO_OAUTH_BASE"],
        zalo_bot_token=values["ZALO_BOT_TOKEN"],
        zalo_bot_api_base=values["ZALO_BOT_API_BASE"],
        zalo_bot_webhook_secret=values["ZALO_BOT_WEBHOOK_SECRET"],
        zalo_assumptions=values["ZALO_ASSUMPTIONS"],
    )


def _zalo_problems(values: Mapping[str, str]) -> list[str]:
    """What is missing or wrong for the Zalo channels that are switched on."""
    problems = []
    if values["ZALO_OA_APP_ID"]:
        problems += [
            f"{name}: expected a value beside ZALO_OA_APP_ID, got none"
            for name in ("ZALO_OA_APP_SECRET", "ZALO_OA_WEBHOOK_SECRET")
            if not values[name]
        ]
    elif values["ZALO_OA_REFRESH_TOKEN"]:
        problems.append("ZALO_OA_APP_ID: expected a value beside ZALO_OA_REFRESH_TOKEN, got none")
    secret = values["ZALO_BOT_WEBHOOK_SECRET"]
    if secret and not (8 <= len(secret) <= 256 and secret.isascii() and secret.isprintable()):
        problems.append("ZALO_BOT_WEBHOOK_SECRET: expected 8 to 256 ASCII characters, got something else")
    if secret and not values["TROLY_PUBLIC_URL"].startswith("https://"):
        problems.append("TROLY_PUBLIC_URL: expected an https address for the Zalo Bot's webhook, got none")
    return problems
