"""Wires what officers teach, and how a server keeps in step with it."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlite_utils import Database

from bot.adapters.http_link_probe import HttpLinkProbe
from bot.adapters.knowledge.knowledge_folder import KnowledgeFolder
from bot.adapters.knowledge.project_knowledge import shipped_data
from bot.adapters.sqlite_store.database import open_database
from bot.adapters.sqlite_store.link_checks import SqliteLinkChecks
from bot.adapters.sqlite_store.looking import SqliteLooking
from bot.adapters.sqlite_store.proposals import SqliteProposals
from bot.adapters.sqlite_store.teaching_rules import SqliteTeachingRules
from bot.adapters.sqlite_store.topic_use import KeptTopicUse
from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
from bot.application import KnowledgeDesk
from bot.bootstrap.project_data import catalogue, composer, reload_catalogue, wording
from bot.bootstrap.secret import SECRET_BYTES
from bot.services.checking_links import CheckingLinks
from bot.services.conversing import Conversing
from bot.services.following_knowledge import FollowingKnowledge
from bot.services.keyring import Keyring
from bot.services.live_models import LiveModels
from bot.services.ports import Clock, DialogueEngine
from bot.services.teaching import Teaching
from bot.settings import Settings


def wire_knowledge(settings: Settings, database: Database, engine: DialogueEngine, clock: Clock) -> KnowledgeDesk:
    """The services around what officers teach."""
    folder = KnowledgeFolder(settings.knowledge, shipped_data(), clock.now)
    proposals, rules = SqliteProposals(database), SqliteTeachingRules(database)
    return KnowledgeDesk(
        folder=folder,
        proposals=proposals,
        rules=rules,
        teaching=Teaching(
            knowledge=folder,
            proposals=proposals,
            clock=clock,
            reload=lambda: reload_catalogue(folder),
            one_person=rules.one_person,
        ),
        looking=SqliteLooking(database),
        topic_use=KeptTopicUse(database, clock.now),
        links=CheckingLinks(catalogue(), HttpLinkProbe(), SqliteLinkChecks(database), clock),
        trying=Conversing(
            engine=engine,
            store=SqliteTurnStore(open_database(None), clock.now),
            composer=composer(),
            wording=wording(),
            keyring=Keyring(secrets.token_bytes(SECRET_BYTES)),
            clock=clock,
        ),
    )


def follow_knowledge(desk: KnowledgeDesk, engine: DialogueEngine, models: LiveModels) -> FollowingKnowledge:
    """What keeps a server in step with the officers' files and with the model that answers."""

    def serving() -> tuple[str, datetime] | None:
        known = {model.version: model.trained_at for model in models.versions()}
        return (engine.model, known[engine.model]) if engine.model in known else None

    return FollowingKnowledge(desk.teaching, desk.folder.fingerprint, lambda: reload_catalogue(desk.folder), serving)
