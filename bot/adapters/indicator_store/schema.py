"""The tables of the indicator's file. It can always be made again from the log, so a new schema is a rebuild."""

from __future__ import annotations

import sqlite3

from bot.adapters.indicator_store.cubes import CUBES
from bot.domain.counting_rules import WHOLE

SCHEMA = 1

_TABLES = (
    "create table settings (name text primary key, value text not null)",
    "create table places (id integer primary key, locality text not null unique)",
    "create table periods (period integer primary key, id text not null unique, grain text not null,"
    " first_day text not null, last_day text not null)",
    "create index periods_by_day on periods (grain, first_day)",
    "create table rolled_days (day text primary key, changes integer not null)",
    # Distinct residents cannot be added up, so they are counted for each period; `channel` is '*' for all channels.
    "create table reach (period integer not null, place integer not null, channel text not null,"
    " residents integer not null, returning_residents integer not null, primary key (period, place, channel))"
    " without rowid",
    "create table reply_times (period integer not null, place integer not null, replied integer not null,"
    " median_minutes integer not null, p90_minutes integer not null, primary key (period, place)) without rowid",
)


def create_tables(connection: sqlite3.Connection) -> None:
    """Makes all tables in an empty file."""
    for sql in (*_TABLES, *(cube.create for cube in CUBES)):
        connection.execute(sql)
    connection.execute("insert into places (id, locality) values (0, ?)", [WHOLE])
