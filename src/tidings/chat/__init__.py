"""Conversations between two participants about a topic, and what each of the two sees of them.

Owns: system_participant, entry, message, block. Reads: nothing else. Says: message.posted.
Always: at most one conversation for two participants and a topic; it exists exactly when its home's entry exists.
"""
