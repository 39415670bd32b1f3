"""Conversations between two participants about a topic, and what each of the two sees of them.

Owns: system_participant, entry, message, block, report. Reads: nothing else. Says: message.posted.
Always: two participants and a topic have at most one conversation; it exists when its home's entry exists.
"""
