"""Stock: quick counting, and other people's servers."""

from __future__ import annotations

import time
from datetime import datetime, timezone

from celery.exceptions import SoftTimeLimitExceeded

from shop.app import app
from shop.errors import OutOfStock, SupplierUnavailable
from shop.work import chance, takes


def take_from_shelf(line: dict) -> str:
    takes(0.003, 0.02)
    if chance(0.01):
        raise OutOfStock(f"{line['sku']}: {line['quantity']} wanted, none left")
    return line["sku"]


def supplier_is_down(now: float) -> bool:
    # Eight seconds of every ninety: long enough for a few failures with one cause, which a retry by hand mends.
    return now % 90 < 8


def fetch_feed(supplier: str) -> list[str]:
    takes(0.1, 0.6)
    if supplier_is_down(time.time()):
        raise SupplierUnavailable(f"https://{supplier}.example/feed.csv: 503 Service Unavailable")
    return ["TEA-EARL-100;14", "MATCHA-30;3"]


def parse_row(row: str, line: int) -> tuple[str, int]:
    sku, amount = row.split(";")
    return sku, int(amount)


@app.task
def reserve(order: dict) -> dict:
    return {**order, "reserved": [take_from_shelf(line) for line in order["lines"]]}


@app.task
def adjust(sku: str, delta: int, *, shelf: str = "A1", counted_at: datetime | None = None) -> int:
    takes(0.01, 0.08)
    return 20 + delta


@app.task
def release_hold(order_id: str, held_until: datetime) -> str:
    late = (datetime.now(timezone.utc) - held_until).total_seconds()
    return f"{order_id} released {late:.1f} s after its time"


@app.task
def sync_supplier(supplier: str) -> int:
    return len([parse_row(row, line) for line, row in enumerate(fetch_feed(supplier))])


@app.task
def import_feed(supplier: str, rows: list[str]) -> int:
    """Fails on a row without a number; run again with the row mended, it succeeds."""
    takes(0.05, 0.2)
    return sum(amount for _, amount in (parse_row(row, line) for line, row in enumerate(rows)))


@app.task(soft_time_limit=2)
def recount(shelf: str) -> str:
    try:
        takes(0.2, 2.6)
    except SoftTimeLimitExceeded:
        # Given up on purpose: the next count starts over.
        raise
    return f"{shelf}: counted"


@app.task
def reconcile_holds() -> int:
    takes(0.05, 0.3)
    return 0
