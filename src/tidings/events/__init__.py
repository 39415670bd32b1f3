"""What happened, told once to everybody who asks: outbox, relay, bus.

Owns: outbox, bus_log, bus_subscription, bus_position, bus_end, bus_partition, parked. Reads: nothing else. Says: what
others hand it. Always: an event is written in the transaction of what it tells; every committed event reaches the bus;
copies of an event carry one id.
"""
