"""Channels: each turns updates into messages and answers into its own form. Listed in bot/app.py."""
