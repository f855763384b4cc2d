"""Pings all workers, as a monitor does; its settings come as the application's do."""

from scope_tasks import app

print(app.control.inspect(timeout=3).ping())
