"""Counts a company anew from what happened to its tasks, and from nothing that Aviary has computed of it.

Arguments: bootstrap server, URL of the registry's Confluent API, tenant. Prints one JSON object. The rules are those of the
README, written down a second time: each assignment charges its fee, each completion credits its reward, both in the cycle
of the day (UTC) on which it happened; closing a cycle pays whoever has more than nothing, and carries the rest over. Of
the ledger's own topic only this is believed: through which day the cycles have been closed.
"""

import collections
import datetime
import json
import sys

from aviary_topics import Topics

BOOTSTRAP, REGISTRY, TENANT = sys.argv[1:4]


def log_of(topics, service):
    """A tenant's log as it is in the topic: each position once, and without what a later epoch has made void."""
    events = []
    for name, partition in topics.partitions():
        if name == f"aviary.{service}":
            mine = (r for r in topics.records(name, partition) if r.key().decode().startswith(f"{TENANT}/"))
            events += [topics.decode(record.value()) for record in mine]
    opened = [(e["meta"]["epoch"], e["fromPosition"]) for e in events if e["meta"]["event"] == "LogEpochOpened"]
    valid = {}
    for event in events:
        meta = event["meta"]
        if not any(epoch > meta["epoch"] and start <= meta["position"] for epoch, start in opened):
            valid.setdefault(meta["position"], event)
    assert sorted(valid) == list(range(1, len(valid) + 1)), f"the log of {service} has a gap"
    return [valid[position] for position in sorted(valid)]


def day_of(event):
    return event["meta"]["occurredAt"].date().isoformat()


def days(first, last):
    day, end = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    while day <= end:
        yield day.isoformat()
        day += datetime.timedelta(days=1)


topics = Topics(BOOTSTRAP, REGISTRY)
tasks, ledger, people = (log_of(topics, service) for service in ("tasks", "accounting", "auth"))
topics.close()

counts = collections.Counter(event["meta"]["event"] for event in tasks)
reward_of = {str(e["taskId"]): e["completionReward"] for e in tasks if e["meta"]["event"] == "TaskCreated"}
fees, rewards = collections.Counter(), collections.Counter()
moved = collections.defaultdict(collections.Counter)
for event in tasks:
    if event["meta"]["event"] == "TaskAssigned":
        fees[day_of(event)] += event["assignmentFee"]
        moved[day_of(event)][str(event["assigneeId"])] -= event["assignmentFee"]
    if event["meta"]["event"] == "TaskCompleted":
        reward = reward_of[str(event["taskId"])]
        rewards[day_of(event)] += reward
        moved[day_of(event)][str(event["assigneeId"])] += reward

seals = [event["through"] for event in ledger if event["meta"]["event"] == "BillingCycleSealed"]
through = max(map(str, seals), default="")
first = min((day_of(e) for e in tasks if e["meta"]["event"].startswith("Task")), default=None)
balances = collections.Counter()
payouts, cycles = [], []
for day in days(first, through) if first and through else []:
    balances.update(moved.pop(day, {}))
    due = sorted((person, amount) for person, amount in balances.items() if amount > 0)
    for person, amount in due:
        balances[person] = 0
        payouts.append({"cycle": day, "employeeId": person, "amount": amount})
    paid = sum(amount for _, amount in due)
    cycles.append({"cycle": day, "fees": fees[day], "rewards": rewards[day], "payouts": paid})
for still_open in moved.values():
    balances.update(still_open)

print(
    json.dumps(
        {
            "through": through or None,
            "tasks": {"created": counts["TaskCreated"], "completed": counts["TaskCompleted"]},
            "assignments": counts["TaskAssigned"],
            "projects": counts["ProjectCreated"],
            "people": sum(event["meta"]["event"] == "UserRegistered" for event in people),
            "balances": dict(sorted(balances.items())),
            "payouts": payouts,
            "cycles": cycles,
            "days": {day: fees[day] - rewards[day] for day in sorted({*fees, *rewards})},
        }
    )
)
