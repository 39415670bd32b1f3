"""The command line: what people and scripts ask of Tidings, one file a subject.

Owns: nothing. Reads: what the packages below offer. Says: nothing of its own.
Always: `--json` on every command prints one JSON object or list; a mistake is answered in words, with an exit code
of its own.
"""
