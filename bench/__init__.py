"""Measures what Tidings has to reach, each figure against its floor on the same server in the same run."""
