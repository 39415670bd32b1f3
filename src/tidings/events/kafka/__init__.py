"""The bus on Apache Kafka: the contract of the local one, on the engine that others read as well.

A relay numbers what is in the outbox, topic by topic, and produces it in that order; a number is given once, so that a
copy, made by a relay that died before it could note what arrived, is known by it. Where a group stands in a partition
is kept in PostgreSQL, in the transaction of what it did with the events; to Kafka it is told afterwards, for those who
watch.
"""
