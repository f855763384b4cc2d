"""Sends the tasks given as JSON lines on standard input and prints their ids, one a line.

When it ends, RabbitMQ has taken them all, and the events that they were sent.
"""

import json
import sys

from scope_tasks import app

app.conf.broker_transport_options = {**(app.conf.broker_transport_options or {}), "confirm_publish": True}

for line in sys.stdin:
    call = json.loads(line)
    result = app.send_task(call["name"], call.get("args", []), call.get("kwargs", {}), **call.get("options", {}))
    print(result.id)
