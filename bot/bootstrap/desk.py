"""Wires what officers work with."""

from __future__ import annotations

from sqlite_utils import Database

from bot.adapters.argon2_passwords import Argon2Passwords
from bot.adapters.sqlite_store.announcement_store import SqliteAnnouncementStore
from bot.adapters.sqlite_store.audit_log import SqliteAuditLog
from bot.adapters.sqlite_store.desk_settings import SqliteWorkingTime
from bot.adapters.sqlite_store.heap_store import SqliteHeapStore
from bot.adapters.sqlite_store.officer_links import SqliteOfficerLinks
from bot.adapters.sqlite_store.officers import SqliteOfficers
from bot.adapters.sqlite_store.queue_reading import SqliteQueueReading
from bot.adapters.sqlite_store.queue_writing import SqliteQueueWriting
from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
from bot.application import Desk
from bot.bootstrap.project_data import catalogue, wording
from bot.bootstrap.reference_data import word_knowledge, working_time
from bot.services.announcing import Announcing
from bot.services.auditing import Auditing
from bot.services.grouping import Grouping
from bot.services.handling import Handling
from bot.services.linking import Linking
from bot.services.office_hours import OfficeHours
from bot.services.ports import Clock
from bot.services.signing_in import SigningIn
from bot.services.staffing import Passwords, Staffing

# Where residents may write, for the switch that turns one channel off.
CHANNELS = ("web", "telegram", "zalo_oa", "zalo_bot")


def wire_desk(database: Database, clock: Clock, passwords: Passwords | None = None) -> Desk:
    """The services for officers over a database."""
    hashing = passwords or Argon2Passwords()
    auditing = Auditing(SqliteAuditLog(database), clock)
    officers = SqliteOfficers(database, clock.now)
    office_hours = OfficeHours(SqliteWorkingTime(database), working_time(), auditing)
    grouping = Grouping(SqliteHeapStore(database, clock.now), word_knowledge, office_hours.current)
    reading = SqliteQueueReading(database, clock.now)
    writing = SqliteQueueWriting(database, SqliteTurnStore(database, clock.now), clock.now)
    return Desk(
        auditing=auditing,
        staffing=Staffing(officers, hashing, auditing),
        signing_in=SigningIn(officers, hashing, auditing, clock),
        grouping=grouping,
        queue=reading,
        handling=Handling(reading, writing, catalogue(), wording(), auditing, grouping.look_again),
        announcing=Announcing(SqliteAnnouncementStore(database), auditing, clock, CHANNELS),
        office_hours=office_hours,
        linking=Linking(SqliteOfficerLinks(database, officers), auditing, clock),
    )
