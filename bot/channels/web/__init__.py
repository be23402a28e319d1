"""The web channel: chat page, frame for other sites, JSON API, counted links, health and metrics.

One file a page or endpoint; the words of the pages are in `templates/` and `static/`.
"""

from bot.channels.web.routing import middleware, routes

__all__ = ["middleware", "routes"]
