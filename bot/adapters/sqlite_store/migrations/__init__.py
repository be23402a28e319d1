"""The schema as append-only migrations, one file a subject: never change one that was released, add another."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from bot.adapters.sqlite_store.migrations import conversation, counting, delivery, officers, queue, teaching, zalo

# Order matters: a subject may build on the ones before it.
SUBJECTS: tuple[Migrations, ...] = (
    conversation.MIGRATIONS,
    delivery.MIGRATIONS,
    officers.MIGRATIONS,
    teaching.MIGRATIONS,
    counting.MIGRATIONS,
    queue.MIGRATIONS,
    zalo.MIGRATIONS,
)


def apply_migrations(database: Database) -> None:
    """Brings a database to the newest schema."""
    for migrations in SUBJECTS:
        migrations.apply(database)
