"""Sends a chain of three tasks and one with a callback and an errback to the queue named on the command line.

Prints the ids of those that are to be sent later: the second and the third of the chain, the callback, the errback.
"""

import sys

from celery import chain
from scope_tasks import app

queue = sys.argv[1]
naps = [app.signature("scope.nap", (float(seconds),), queue=queue, immutable=True) for seconds in sys.argv[2:3]]
parts = [app.signature("scope.add", (n, n), queue=queue, immutable=True) for n in range(3)]
third = chain(*(naps + parts[len(naps) :]))()
called, failed = (app.signature("scope.echo", (word,), queue=queue, task_id=f"{word}-{third.id}") for word in ("ok", "no"))
app.signature("scope.echo", queue=queue).apply_async(link=called, link_error=failed)
print(third.parent.id, third.id, called.options["task_id"], failed.options["task_id"], sep="\n")
