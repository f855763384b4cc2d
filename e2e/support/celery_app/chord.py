"""Sends a chord of three parts and a body; the last part goes to the queue named second, and naps if told how long."""

import sys

from celery import chord
from scope_tasks import app

queue, last = sys.argv[1:3]
parts = [app.signature("scope.add", (n, n), queue=queue) for n in range(2)]
naps = [app.signature("scope.nap", (float(seconds),), queue=last) for seconds in sys.argv[3:4]]
header = parts + (naps or [app.signature("scope.add", (2, 2), queue=last)])
print(chord(header)(app.signature("scope.echo", queue=queue)).id)
