"""What every package stands on: settings, database, clock, errors, logs. Knows no word of the product.

Owns: lease. Reads: nothing. Says: nothing. Always: imports nothing else of Tidings.
"""

import zoneinfo

# The pinned tzdata wheel is the only source of zone rules: hosts and PostgreSQL disagree about some zones. Said
# here, so that it holds for whatever is imported first.
zoneinfo.reset_tzpath(to=[])
