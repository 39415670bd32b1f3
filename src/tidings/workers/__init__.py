"""The processes: one role, one file, one poll that does one unit of work and says when to look again.

Owns: nothing. Reads: what the packages below offer. Says: nothing of its own.
Always: a worker holds nothing in memory that the database does not know, so it may die at any moment.
"""
