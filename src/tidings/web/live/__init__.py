"""What people see changes while they look: open sockets and streams, and what is told over them.

Owns: nothing. Reads: the bus, and conversations as the API answers them. Says: lines of inboxes and what is unread, to
those whose inboxes they are. Always: whoever applies all that they are told sees what a fresh look would show; nobody
waits for a slow reader; nothing is kept that a fresh look does not bring back.
"""
