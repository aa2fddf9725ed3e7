"""Reads Aviary's topics with another Kafka client and another Avro library than Aviary's own.

Schemas come from the registry, by the id in the record. This is also how a program in another language begins to read our
topics.
"""

import datetime
import io
import json
import struct
import urllib.request
import uuid

import fastavro
from confluent_kafka import Consumer, TopicPartition

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def plain(value):
    """What `json` does not know, as Aviary's own JSON has it; times in milliseconds."""
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, datetime.datetime):
        return (value - EPOCH) // datetime.timedelta(milliseconds=1)
    raise TypeError(type(value))


class Topics:
    """The topics of one installation. Arguments: bootstrap server, URL of the registry's Confluent API."""

    def __init__(self, bootstrap, registry):
        self.registry = registry
        self.schemas = {}
        self.consumer = Consumer(
            {
                "bootstrap.servers": bootstrap,
                "group.id": "foreign-reader",
                "enable.auto.commit": False,
                # A question waits behind the fetch before it, which the broker keeps back for so long while there is nothing.
                "fetch.wait.max.ms": 10,
            }
        )

    def decode(self, record):
        magic, schema_id = struct.unpack(">bi", record[:5])
        assert magic == 0, "not the Confluent wire format"
        if schema_id not in self.schemas:
            with urllib.request.urlopen(f"{self.registry}/schemas/ids/{schema_id}") as answer:
                self.schemas[schema_id] = fastavro.parse_schema(json.loads(json.load(answer)["schema"]))
        stream = io.BytesIO(record[5:])
        event = fastavro.schemaless_reader(stream, self.schemas[schema_id])
        assert stream.read() == b"", "bytes are left over"
        return event

    def partitions(self):
        topics = self.consumer.list_topics(timeout=10).topics
        return [(n, p) for n in sorted(topics) if n.startswith("aviary.") for p in sorted(topics[n].partitions)]

    def records(self, name, partition):
        """Everything that is in a partition now, in its order, undecoded."""
        low, high = self.consumer.get_watermark_offsets(TopicPartition(name, partition), timeout=10)
        if low == high:
            return
        self.consumer.assign([TopicPartition(name, partition, low)])
        position = low
        while position < high:
            # Asked for more than there is, it would wait for the rest until its time is up.
            for record in self.consumer.consume(min(1000, high - position), 10):
                assert record.error() is None, record.error()
                position = record.offset() + 1
                if record.offset() < high:
                    yield record

    def close(self):
        self.consumer.close()
