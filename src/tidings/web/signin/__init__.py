"""Members by HTTP: signing in and out, who is one, and what was done by whom."""
