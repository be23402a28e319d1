"""Telegram by long polling: updates become messages, answers become HTML messages with buttons."""
