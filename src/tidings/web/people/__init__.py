"""People by HTTP: what is known of them, what they agreed to, all of it to take away, and erasing them."""
