"""Reads every record of Aviary's topics with another Kafka client and another Avro library than Aviary's own.

Arguments: bootstrap server, URL of the registry's Confluent API. Prints a line of JSON per record. Schemas come from the
registry, by the id in the record. This is also how a program in another language begins to read our topics.
"""

import datetime
import io
import json
import struct
import sys
import urllib.request
import uuid

import fastavro
from confluent_kafka import Consumer, TopicPartition

BOOTSTRAP, REGISTRY = sys.argv[1:3]
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
schemas = {}


def plain(value):
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, datetime.datetime):
        return (value - EPOCH) // datetime.timedelta(milliseconds=1)
    raise TypeError(type(value))


def decode(record):
    magic, schema_id = struct.unpack(">bi", record[:5])
    assert magic == 0, "not the Confluent wire format"
    if schema_id not in schemas:
        with urllib.request.urlopen(f"{REGISTRY}/schemas/ids/{schema_id}") as answer:
            schemas[schema_id] = fastavro.parse_schema(json.loads(json.load(answer)["schema"]))
    stream = io.BytesIO(record[5:])
    event = fastavro.schemaless_reader(stream, schemas[schema_id])
    assert stream.read() == b"", "bytes are left over"
    return event


consumer = Consumer({"bootstrap.servers": BOOTSTRAP, "group.id": "foreign-reader", "enable.auto.commit": False})
topics = {n: t for n, t in consumer.list_topics(timeout=10).topics.items() if n.startswith("aviary.")}
for name, topic in sorted(topics.items()):
    for partition in sorted(topic.partitions):
        low, high = consumer.get_watermark_offsets(TopicPartition(name, partition), timeout=10)
        if low == high:
            continue
        consumer.assign([TopicPartition(name, partition, low)])
        position = low
        while position < high:
            record = consumer.poll(10)
            assert record is not None and record.error() is None, record and record.error()
            position = record.offset() + 1
            place = {"topic": name, "partition": partition, "offset": record.offset(), "key": record.key().decode()}
            print(json.dumps({**place, "headers": record.headers(), "event": decode(record.value())}, default=plain))
consumer.close()
