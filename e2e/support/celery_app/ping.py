"""Pings all workers, as a monitor does; its settings come as the application's do."""

from scope_tasks import app

# kombu looks for overdue messages at the first poll that comes back empty, and one of a second never does.
print(app.control.inspect(timeout=0.5).ping())
