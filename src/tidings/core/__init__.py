"""What every package stands on: settings, database, clock, errors, logs. Knows no word of the product.

Owns: lease. Reads: nothing. Says: nothing. Always: imports nothing else of Tidings.
"""
