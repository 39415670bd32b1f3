"""Pictures that nobody had to take: each is drawn from a kind, a colour and a number, the same every time."""
