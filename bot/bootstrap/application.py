"""Wires the whole application out of the other modules here."""

from __future__ import annotations

import secrets

from sqlite_utils import Database

from bot.adapters.model_files import live_model
from bot.adapters.sqlite_store.asked_questions import SqliteAskedQuestions
from bot.adapters.sqlite_store.database import open_database
from bot.adapters.sqlite_store.letter_store import SqliteLetterStore
from bot.adapters.sqlite_store.link_clicks import SqliteLinkClicks
from bot.adapters.sqlite_store.outbox import SqliteOutbox
from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
from bot.adapters.system_clock import SystemClock
from bot.application import Application
from bot.bootstrap.desk import wire_desk
from bot.bootstrap.engine import live_models, load_engine
from bot.bootstrap.indicator import build_indicators
from bot.bootstrap.knowledge import follow_knowledge, wire_knowledge
from bot.bootstrap.messengers import wire_channels
from bot.bootstrap.project_data import catalogue, composer, wording
from bot.bootstrap.reference_data import official_hosts
from bot.bootstrap.secret import SECRET_BYTES, read_secret
from bot.services.conversing import Conversing
from bot.services.counting import Counting
from bot.services.keyring import Keyring
from bot.services.link_tracking import LinkTracking
from bot.services.live_models import LiveModels
from bot.services.ports import Clock, DialogueEngine
from bot.services.returning import Returning
from bot.services.switching import SwitchingEngine
from bot.services.undelivered import Undelivered
from bot.settings import Settings


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
        models = live_models(settings, None, database)
    else:
        switching = SwitchingEngine(load_engine(live_model(settings.models), database))
        models = live_models(settings, switching, database)
        engine = switching
    secret = secrets.token_bytes(SECRET_BYTES) if in_memory else read_secret(settings.secret_file)
    return wire(settings, database, engine, secret, models)


def wire(
    settings: Settings,
    database: Database,
    engine: DialogueEngine,
    secret: bytes,
    models: LiveModels | None = None,
    *,
    clock: Clock | None = None,
) -> Application:
    """The application over a database and an engine that are at hand."""
    clock = clock or SystemClock()
    keyring = Keyring(secret)
    store = SqliteTurnStore(database, clock.now)
    desk = wire_desk(database, clock)
    conversing = Conversing(
        engine=engine,
        store=store,
        composer=composer(),
        wording=wording(),
        keyring=keyring,
        clock=clock,
        announcing=desk.announcing,
        find_topic=catalogue().of_slug,
    )
    knowledge = wire_knowledge(settings, database, engine, clock)
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
        indicator=build_indicators(settings),
        outbox=SqliteOutbox(database, clock.now),
        undelivered=Undelivered(SqliteLetterStore(database, clock.now)),
        clock=clock,
        desk=desk,
        keyring=keyring,
        channels=wire_channels(database, clock, keyring),
        database=database,
        knowledge=knowledge,
        following=follow_knowledge(knowledge, engine, models) if models else None,
        models=models,
    )
