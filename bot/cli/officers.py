"""`troly officers`: accounts for the console."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.cli.output import plain_errors

if TYPE_CHECKING:
    from bot.services.staffing import Staffing

ROLES = ("officer", "reviewer", "admin")


@click.group()
def officers() -> None:
    """Accounts of officers for the console."""


@officers.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default="officer", show_default=True, help="What the officer may do.")
@click.option("--shown-name", default="", help="How colleagues call the officer.")
@click.option("--department", default="", help="Department of the commune.")
@click.option("--ask-password", is_flag=True, help="Ask for a password instead of printing a one-time password.")
def add(name: str, role: str, shown_name: str, department: str, *, ask_password: bool) -> None:
    """Make an account NAME; prints a one-time password that is changed at the first login."""
    from bot.domain.officer import Officer, Role
    from bot.services.staffing import TERMINAL

    password = click.prompt("Password", hide_input=True, confirmation_prompt=True) if ask_password else None
    with plain_errors():
        made = Officer(name, shown_name, Role(role), department)
        chosen = _staffing().add(made, by=TERMINAL, password=password)
    click.echo(f"{name}: added as {role}" + ("" if ask_password else f"; one-time password: {chosen}"))


@officers.command("list")
def list_officers() -> None:
    """List the accounts."""
    with plain_errors():
        for officer in _staffing().officers():
            state = "active" if officer.is_active else "disabled"
            seen = f"{officer.last_seen_at:%Y-%m-%d %H:%M}" if officer.last_seen_at else "never"
            click.echo(f"{officer.name:20} {officer.role:9} {state:9} {seen:17} {officer.shown_name}")


@officers.command()
@click.argument("name")
@click.option("--undo", is_flag=True, help="Enable the account again.")
def disable(name: str, *, undo: bool) -> None:
    """Disable the account NAME and sign it out everywhere."""
    from bot.services.staffing import TERMINAL

    with plain_errors():
        _staffing().set_active(name, by=TERMINAL, active=undo)
    click.echo(f"{name}: {'enabled' if undo else 'disabled'}")


@officers.command()
@click.argument("name")
def reset(name: str) -> None:
    """Give NAME a new one-time password; ends its sessions and a lockout."""
    from bot.services.staffing import TERMINAL

    with plain_errors():
        chosen = _staffing().reset(name, by=TERMINAL)
    click.echo(f"{name}: one-time password: {chosen}")


def _staffing() -> Staffing:
    from bot.adapters.sqlite_store.database import open_database
    from bot.adapters.system_clock import SystemClock
    from bot.bootstrap import wire_desk
    from bot.settings import read_settings

    return wire_desk(open_database(read_settings().database), SystemClock()).staffing
