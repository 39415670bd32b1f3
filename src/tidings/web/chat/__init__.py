"""The chat by HTTP, for people and for servers that speak as a system participant."""
