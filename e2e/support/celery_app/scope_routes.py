"""The test application with routes of every readable form; each task gives back how it was delivered."""

import re

from scope_tasks import app

app.conf.task_queues = {
    "celery": {"exchange": "celery", "routing_key": "celery"},
    "globbed": {"exchange": "globbed", "routing_key": "globbed"},
    "matched": {"exchange": "matched", "routing_key": "matched"},
    "own": {"exchange": "own", "routing_key": "own"},
    "topical": {"exchange": "news", "exchange_type": "topic", "routing_key": "news.#"},
}
app.conf.task_routes = [
    {"routed.glob.*": {"queue": "globbed", "priority": 3}, "routed.topic": {"queue": "topical", "routing_key": "news.today"}},
    [(re.compile(r"^routed\.(re|regexp)\..+"), {"queue": "matched"})],
]


def told(self, *args, **kwargs):
    info = self.request.delivery_info
    return {
        "args": args,
        "kwargs": kwargs,
        "routing_key": info["routing_key"],
        "exchange": info["exchange"],
        "priority": info["priority"],
        "timelimit": self.request.timelimit,
        "expires": self.request.expires,
        "header": self.request.get("tenant"),
    }


for name in ("routed.glob.one", "routed.topic", "routed.re.one", "routed.plain"):
    app.task(told, name=name, bind=True)
app.task(told, name="routed.own", bind=True, queue="own", priority=6)
