"""The people that a marketplace reaches: who they are, what they agreed to, and which of them somebody means.

Owns: zone, person, consent, consent_past, list, list_member, segment, upload, upload_part. Reads: nothing else.
Says: nothing.
Always: a person is known by the marketplace's own id until erased, and keeps their number after that; a
predicate over people is true or false and never null, and holds what came from outside only as parameters or
quoted literals.
"""
