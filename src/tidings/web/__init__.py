"""The doors: everything that the command line can do, by HTTP, to whoever may.

Owns: api_key, idempotency, audit. Reads: every domain, by its functions.
Always: who calls is known before anything is read; a caller reaches only what is theirs; every error is a problem
document (RFC 9457) with a stable type.
"""
