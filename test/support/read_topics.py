"""Prints every record of Aviary's topics, a line of JSON for each.

Arguments: bootstrap server, URL of the registry's Confluent API.
"""

import json
import sys

from aviary_topics import Topics, plain

topics = Topics(*sys.argv[1:3])
for name, partition in topics.partitions():
    for record in topics.records(name, partition):
        place = {"topic": name, "partition": partition, "offset": record.offset(), "key": record.key().decode()}
        event = topics.decode(record.value())
        print(json.dumps({**place, "headers": record.headers(), "event": event}, default=plain))
topics.close()
