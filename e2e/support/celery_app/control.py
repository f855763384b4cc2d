"""Sends a remote control command, named with its worker and its arguments as JSON on the command line."""

import json
import sys

from scope_tasks import app

command, worker, arguments = sys.argv[1:4]
print(app.control.broadcast(command, arguments=json.loads(arguments), destination=[worker], reply=True, timeout=5))
