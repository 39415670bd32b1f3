"""Campaigns, audiences and the account by HTTP, for servers whose key has the scope."""
