"""The Zalo Official Account: signed webhooks in, consultation messages with buttons out, rotating tokens."""
