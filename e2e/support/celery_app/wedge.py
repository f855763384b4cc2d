"""Wedges the worker that is named on the command line."""

import sys

from scope_tasks import app

print(app.control.broadcast("wedge", destination=[sys.argv[1]], reply=True, timeout=5))
