"""Chaos: people use a Tidings while its processes are killed, and a judge says what came of it.

    a house of 20,000 ◀── faulting: kills, stops, restarts, drawn by a seed (schedule)
        │    ▲
        │    └── desk: keeps three campaigns running, pauses, resumes, stops, erases, undoes
        │    └── crowd: 500 of the people read their inboxes, answer, opt out, block, archive
        ▼
    findings: what any of them saw that may not be ──▶ judging: recounts tables and inboxes ──▶ verdict

Nobody here asks the books how things are: a client believes what it was answered and what it then finds.
"""
