"""Sends a task by itself, so that its lock is asked; prints its id, or None where it was refused.

On the command line: which task, its argument in seconds, its queue, and seconds of countdown.
"""

import sys

import scope_locks

name, seconds, queue, countdown = sys.argv[1:5]
task = getattr(scope_locks, name)
print(task.apply_async((float(seconds),), queue=queue, countdown=float(countdown) or None).id)
