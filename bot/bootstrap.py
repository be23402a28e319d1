"""The only wiring: makes services out of adapters. Everything above asks here."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlite_utils import Database

from bot.adapters.argon2_passwords import Argon2Passwords
from bot.adapters.domain_wording import DomainWording
from bot.adapters.model_files import newest_model
from bot.adapters.official_hosts import load_official_hosts
from bot.adapters.sqlite_store.asked_questions import SqliteAskedQuestions
from bot.adapters.sqlite_store.audit_log import SqliteAuditLog
from bot.adapters.sqlite_store.database import open_database
from bot.adapters.sqlite_store.link_clicks import SqliteLinkClicks
from bot.adapters.sqlite_store.officers import SqliteOfficers
from bot.adapters.sqlite_store.outbox import SqliteOutbox
from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
from bot.adapters.system_clock import SystemClock
from bot.adapters.tsv_national_list import load_national_list
from bot.adapters.yaml_catalogue import load_catalogue
from bot.domain.catalogue import Catalogue
from bot.domain.errors import SettingsError
from bot.domain.national import NationalList
from bot.services.answering import Answering
from bot.services.auditing import Auditing
from bot.services.composing import Composer
from bot.services.conversing import Conversing
from bot.services.counting import Counting
from bot.services.keyring import Keyring
from bot.services.link_tracking import LinkTracking
from bot.services.noticing import NoNotices, Notices
from bot.services.ports import Clock, DialogueEngine
from bot.services.returning import Returning
from bot.services.signing_in import SigningIn
from bot.services.staffing import Passwords, Staffing
from bot.settings import PROJECT, Settings

SECRET_BYTES = 32
# Offered when a question names no topic; the procedures that residents ask for most.
SUGGESTED = ("dang_ky_khai_sinh", "the_can_cuoc", "dang_ky_tam_tru", "chung_thuc_ban_sao", "nop_ho_so_truc_tuyen")


@dataclass(frozen=True, slots=True)
class Desk:
    """The services for officers."""

    auditing: Auditing
    staffing: Staffing
    signing_in: SigningIn


@dataclass(frozen=True, slots=True)
class Application:
    """Everything that a channel or a command needs."""

    settings: Settings
    catalogue: Catalogue
    wording: DomainWording
    composer: Composer
    conversing: Conversing
    engine: DialogueEngine
    store: SqliteTurnStore
    counting: Counting
    links: LinkTracking
    returning: Returning
    notices: Notices
    outbox: SqliteOutbox
    clock: Clock
    desk: Desk
    database: Database


@cache
def catalogue() -> Catalogue:
    """The catalogue of the project, read once. Raises CatalogueError with every mistake."""
    return load_catalogue(PROJECT / "data")


@cache
def national_list() -> NationalList:
    """Official procedures without a topic file, read once."""
    return load_national_list(PROJECT / "data" / "national")


@cache
def official_hosts() -> frozenset[str]:
    """The hosts that counted links may lead to, read once."""
    return load_official_hosts(PROJECT / "data" / "official_hosts.yml")


@cache
def wording() -> DomainWording:
    """The wording of the project, read once."""
    return DomainWording.load(PROJECT / "domain.yml")


@cache
def composer() -> Composer:
    """The composer of answers over catalogue and wording."""
    return Composer(catalogue(), wording(), SystemClock())


@cache
def answering() -> Answering:
    """The decision service that the actions call."""
    return Answering(catalogue(), composer(), national=national_list(), suggested=SUGGESTED)


def build_application(settings: Settings, *, in_memory: bool = False) -> Application:
    """Wires the whole application.

    Args:
        in_memory: keep nothing on disk (for `troly ask`).

    Raises:
        TrolyError: of any kind when data, database, model or settings are not fit for use.
    """
    database = open_database(None if in_memory else settings.database)
    if settings.engine_url:
        from bot.adapters.rasa_http import RasaHttpEngine

        engine: DialogueEngine = RasaHttpEngine(settings.engine_url)
    else:
        from bot.adapters.rasa_agent import RasaAgentEngine

        engine = RasaAgentEngine(newest_model(settings.models), database)
    secret = secrets.token_bytes(SECRET_BYTES) if in_memory else read_secret(settings.secret_file)
    return wire(settings, database, engine, secret)


def wire(
    settings: Settings, database: Database, engine: DialogueEngine, secret: bytes, *, clock: Clock | None = None
) -> Application:
    """The application over a database and an engine that are at hand."""
    clock = clock or SystemClock()
    keyring = Keyring(secret)
    store = SqliteTurnStore(database, clock.now)
    conversing = Conversing(
        engine=engine,
        store=store,
        composer=composer(),
        wording=wording(),
        keyring=keyring,
        clock=clock,
    )
    return Application(
        settings=settings,
        catalogue=catalogue(),
        wording=wording(),
        composer=composer(),
        conversing=conversing,
        engine=engine,
        store=store,
        counting=Counting(SqliteLinkClicks(database), clock),
        links=LinkTracking(secret, official_hosts()),
        returning=Returning(SqliteAskedQuestions(database), keyring, wording()),
        notices=NoNotices(),
        outbox=SqliteOutbox(database, clock.now),
        clock=clock,
        desk=wire_desk(database, clock),
        database=database,
    )


def wire_desk(database: Database, clock: Clock, passwords: Passwords | None = None) -> Desk:
    """The services for officers over a database."""
    hashing = passwords or Argon2Passwords()
    auditing = Auditing(SqliteAuditLog(database), clock)
    officers = SqliteOfficers(database, clock.now)
    return Desk(
        auditing=auditing,
        staffing=Staffing(officers, hashing, auditing),
        signing_in=SigningIn(officers, hashing, auditing, clock),
    )


def read_secret(path: Path) -> bytes:
    """The key for hashes of residents; made once, readable by the owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
        fresh.replace(path)
    secret = path.read_bytes()
    if len(secret) != SECRET_BYTES:
        raise SettingsError(
            f"{path}: expected a key of {SECRET_BYTES} bytes, got {len(secret)}. "
            f"Next step: put back your copy of the file; with a new key every resident counts as a new one"
        )
    return secret
