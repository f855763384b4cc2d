"""A Celery application for integration tests; its settings come as JSON in SCOPE_CELERY."""

import itertools
import json
import os
import time

from celery import Celery
from celery.app.control import Control
from celery.events.event import Event
from celery.worker.control import control_command

app = Celery("scope_tasks")
app.conf.update(
    broker_url="redis://127.0.0.1:6379/0",
    task_send_sent_event=True,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
)
settings = json.loads(os.environ.get("SCOPE_CELERY", "{}"))
ahead = settings.pop("clock_ahead", 0)
patience = settings.pop("control_timeout", None)
app.conf.update(settings)

if ahead:
    # What the clock of the machine would do to all events.
    Event.__defaults__ = tuple(
        (lambda: time.time() + ahead) if default is time.time else default for default in Event.__defaults__
    )


if patience:

    class PatientControl(Control):
        """Waits for workers on a busy machine, where nothing else says how long."""

        def broadcast(self, *args, timeout=patience, **kwargs):
            return super().broadcast(*args, timeout=timeout, **kwargs)

    app.control_cls = PatientControl


@app.task(name="scope.add")
def add(x, y):
    return x + y


@app.task(name="scope.echo")
def echo(*args, **kwargs):
    return {"args": args, "kwargs": kwargs}


@app.task(name="scope.nap")
def nap(seconds):
    time.sleep(seconds)
    return seconds


@app.task(name="scope.until")
def until(path):
    """Runs until somebody makes this file."""
    while not os.path.exists(path):
        time.sleep(0.1)
    return path


@app.task(name="scope.late_until", acks_late=True)
def late_until(path):
    """Runs until somebody makes this file."""
    while not os.path.exists(path):
        time.sleep(0.1)


@app.task(name="scope.fail")
def fail(message):
    raise ValueError(message)


@app.task(name="scope.flaky", bind=True, max_retries=3, default_retry_delay=0.2)
def flaky(self, fails):
    if self.request.retries < fails:
        raise self.retry(exc=ConnectionError("not yet"))
    return self.request.retries


@control_command()
def wedge(state):
    """The worker goes on beating and answering, and takes nothing more from its queues."""
    consumer = state.consumer.task_consumer
    if hasattr(consumer.channel, "qos"):
        consumer.channel.qos.can_consume = lambda: False
    else:
        # RabbitMQ sends what nobody asked for: the worker only knows that it consumes.
        consumer.cancel()
    return {"ok": "wedged"}


@control_command()
def lose_events(state):
    """From now on every other bundle of task events goes astray; asked again, none does any more."""
    dispatcher = state.consumer.event_dispatcher
    if "_publish" in vars(dispatcher):
        del dispatcher._publish
        return {"ok": "all are sent"}
    publish, turns = dispatcher._publish, itertools.cycle((True, False))

    def lossy(event, producer, routing_key, *args, **kwargs):
        if not routing_key.startswith("task.") or next(turns):
            publish(event, producer, routing_key, *args, **kwargs)

    dispatcher._publish = lossy
    return {"ok": "every other one is lost"}


@app.task(name="scope.suicide", acks_late=True, reject_on_worker_lost=True)
def suicide(signum):
    """Kills its own pool process and is given back."""
    os.kill(os.getpid(), signum)


@app.task(name="scope.killed")
def killed():
    """Kills its own pool process, as the kernel does when memory runs out."""
    os.kill(os.getpid(), 9)
