"""The engine: freezes an audience into batches, sends them, archives them, and accounts for every member.

Owns: plan, send_window, batch, ledger, sender, allowance, hold, hold_past, progress.
Reads: campaigns and audience and chat, by their functions and fragments.
Says: batch.sent, batch.archived, batch.unarchived.
Always: audience = opened + ledger rows + members of batches that ended unsent; nobody gets a campaign twice.
"""
