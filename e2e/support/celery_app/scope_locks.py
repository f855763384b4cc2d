"""The test application with tasks that run once at a time, by celery-once and by celery-singleton."""

import time

from celery_once import QueueOnce
from celery_singleton import Singleton
from scope_tasks import app

app.conf.ONCE = {
    "backend": "celery_once.backends.Redis",
    "settings": {"url": app.conf.broker_url, "default_timeout": 3600},
}


@app.task(name="scope.once", base=QueueOnce, once={"graceful": True})
def once(seconds):
    time.sleep(seconds)
    return seconds


@app.task(name="scope.single", base=Singleton)
def single(seconds):
    time.sleep(seconds)
    return seconds
