"""Celery's configuration, as a project of this size has it: a few lines, the broker from the environment."""

import os
from datetime import timedelta
from enum import IntEnum

from celery.schedules import crontab

broker_url = os.environ.get("BROKER_URL", "redis://127.0.0.1:6379/0")
on_redis = not broker_url.startswith(("amqp", "pyamqp"))
# Beside the broker's own database where that is a Redis; otherwise there is none unless it is named.
result_backend = os.environ.get("RESULT_BACKEND") or (broker_url.rpartition("/")[0] + "/1" if on_redis else None)
result_extended = True
result_expires = timedelta(minutes=15)
# Without a shared result store only the tasks that a chord waits for keep their result.
task_ignore_result = not on_redis


class Priority(IntEnum):
    """Redis serves the lowest number first, RabbitMQ the highest."""

    URGENT = 0 if on_redis else 9
    NORMAL = 3 if on_redis else 6
    LOW = 6 if on_redis else 3
    BULK = 9 if on_redis else 0


task_default_priority = int(Priority.NORMAL)
task_default_queue = "orders"
task_queue_max_priority = None if on_redis else 9
task_routes = {
    "shop.mail.*": {"queue": "mail"},
    "shop.payments.*": {"queue": "payments"},
    "shop.stock.*": {"queue": "orders"},
    "shop.reports.*": {"queue": "reports"},
    "shop.media.transcode": {"queue": "video"},
    "shop.media.*": {"queue": "media"},
    "shop.exports.*": {"queue": "exports"},
}

worker_send_task_events = True
task_send_sent_event = True
task_track_started = True
broker_connection_retry_on_startup = True

# The second fault of the demo: a message that is not acknowledged within this time goes back to its queue, while the
# worker that holds it may still be at work. The nightly export takes longer than that and acknowledges at its end.
visibility_timeout = int(os.environ.get("SHOP_VISIBILITY_TIMEOUT", "3600"))
if on_redis:
    broker_transport_options = {
        "visibility_timeout": visibility_timeout,
        # Workers look for such messages every five seconds instead of every hundred, so that nobody has to wait.
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
    }

beat_schedule = {
    "stock-levels": {"task": "shop.reports.stock_levels", "schedule": 15.0, "options": {"expires": 15}},
    "reconcile-holds": {"task": "shop.stock.reconcile_holds", "schedule": timedelta(seconds=20)},
    "order-digest": {
        "task": "shop.mail.digest",
        "schedule": crontab(),
        "args": ["team@shop.example"],
        "kwargs": {"sections": ["orders", "refunds"]},
        "options": {"expires": 50, "priority": int(Priority.LOW)},
    },
    "yearly-archive": {"task": "shop.reports.archive_year", "schedule": crontab(minute="30", hour="3", day_of_month="1")},
}
