"""Sends a chord of three parts and a body; the last part goes to the queue that is named second."""

import sys

from celery import chord
from scope_tasks import app

queue, last = sys.argv[1:3]
header = [app.signature("scope.add", (n, n), queue=target) for n, target in enumerate((queue, queue, last))]
print(chord(header)(app.signature("scope.echo", queue=queue)).id)
