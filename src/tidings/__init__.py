"""Tidings sends a marketplace's campaigns as messages inside the chat its people already use."""
