"""Sends the tasks given as JSON lines on standard input and prints their ids, one a line."""

import json
import sys

from scope_tasks import app

for line in sys.stdin:
    call = json.loads(line)
    result = app.send_task(call["name"], call.get("args", []), call.get("kwargs", {}), **call.get("options", {}))
    print(result.id)
