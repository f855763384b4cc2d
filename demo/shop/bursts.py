"""The two busy moments of the shop. With the settings of `--healthy` both pass unnoticed."""

import json
import os
import time
import urllib.parse
import urllib.request
from base64 import b64encode

import kombu

from shop import exports, media
from shop.app import app
from shop.settings import on_redis, visibility_timeout


def new_film():
    """A film and its pictures: the worker that cuts the film also reserves pictures, and they wait behind it."""
    media.transcode.delay("kettle-at-dawn.mov", seconds=20)
    time.sleep(0.7)
    for frame in range(14):
        media.thumbnail.delay(f"kettle-at-dawn-{frame:02}.jpg", (640, 360))


def nightly_export():
    exports.nightly.delay("ledger-2026", seconds=50)


def look_for_overdue():
    """Before kombu 5.7 workers look for overdue messages every 100 s; any client that asks for replies does at once."""
    if on_redis and visibility_timeout < 60 and kombu.VERSION < (5, 7):
        app.control.ping(timeout=0.5)


def drop_export_connection(management_url: str):
    """RabbitMQ has no visibility timeout, but a lost connection does the same: the message is delivered again."""
    busy = {
        channel["connection_details"]["name"]
        for channel in ask(management_url, "channels")
        if channel.get("messages_unacknowledged")
    }
    for consumer in ask(management_url, "consumers"):
        connection = consumer["channel_details"]["connection_name"]
        if consumer["queue"]["name"] == "exports" and connection in busy:
            ask(management_url, f"connections/{urllib.parse.quote(connection, safe='')}", "DELETE")
            return


def ask(management_url: str, path: str, method: str = "GET"):
    parts = urllib.parse.urlsplit(management_url)
    credentials = b64encode(f"{parts.username}:{parts.password}".encode()).decode()
    request = urllib.request.Request(
        f"{parts.scheme}://{parts.hostname}:{parts.port}/api/{path}",
        method=method,
        headers={"Authorization": f"Basic {credentials}"},
    )
    with urllib.request.urlopen(request, timeout=5) as response:
        body = response.read()
    return json.loads(body) if body else None


def schedule() -> list:
    """Each entry: first after so many seconds, then every so many, what."""
    entries = [(8, 120, nightly_export), (14, 75, new_film)]
    if on_redis:
        return [*entries, (43, 120, look_for_overdue)]
    management_url = os.environ.get("SHOP_DROP_CONNECTIONS_VIA")
    return [*entries, (24, 120, lambda: drop_export_connection(management_url))] if management_url else entries
