"""Those who work with the panel: who they are, what role they have, and the sessions that they signed in for.

Owns: member, member_session, sign_in_wait. Reads: nothing else. Says: nothing.
Always: a password and a session are kept as hashes only; a session of a member who was disabled, or whose role or
password changed since, opens nothing; somebody stays an administrator. Sessions and waits are in real time.
"""
