"""What the Zalo channels remember: tokens, the choices that were shown, and troubles that a person must end."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("zalo")


@MIGRATIONS()
def create_zalo_oa_tokens(db: Database) -> None:
    """The token pair of an app. `seed` is the digest of the refresh token in the settings from which the pair grew."""
    db.table("zalo_oa_tokens").create(
        {
            "app_id": str,
            "seed": str,
            "access_token": str,
            "refresh_token": str,
            "refreshed_at": str,
            "expires_at": str,
            "refused": str,
            "claimed_by": str,
            "claimed_until": str,
        },
        pk="app_id",
        not_null={"seed", "access_token", "refresh_token"},
    )


@MIGRATIONS()
def create_shown_choices(db: Database) -> None:
    """The numbered choices that a resident sees last, for channels without buttons."""
    db.table("shown_choices").create(
        {"channel": str, "resident": str, "payloads": str, "shown_at": str},
        pk=("channel", "resident"),
        not_null={"payloads", "shown_at"},
    )


@MIGRATIONS()
def create_channel_alerts(db: Database) -> None:
    """Troubles of a channel that last until a person ends them."""
    db.table("channel_alerts").create(
        {"channel": str, "name": str, "detail": str, "since": str, "last_at": str, "times": int},
        pk=("channel", "name"),
        not_null={"detail", "since", "last_at"},
    )
