"""Reports: slow, and of mixed length."""

from shop.app import app
from shop.work import chance, takes

# Reports are acknowledged when they are done: a worker that dies loses none, and, with a prefetch of one, a worker
# that is busy with one holds no short task behind it.
slow = {"acks_late": True}


def average(total: float, orders: int) -> float:
    return total / orders


def summarise(region: str, orders: int) -> dict:
    return {"region": region, "orders": orders, "average": round(average(1234.5, orders), 2)}


@app.task(**slow)
def sales(period: dict, region: str) -> dict:
    takes(0.4, 7.5)
    # A new region has no orders yet.
    return summarise(region, 0 if region == "overseas" and chance(0.25) else 57)


@app.task(**slow, ignore_result=False)
def section(title: str, year: int) -> dict:
    takes(0.5, 4)
    return {"title": title, "year": year, "pages": 3}


@app.task(ignore_result=False)
def publish(sections: list[dict], *, recipients: list[str]) -> str:
    takes(0.1, 0.3)
    return f"{sum(part['pages'] for part in sections)} pages to {len(recipients)} readers"


@app.task(**slow)
def stock_levels() -> dict:
    takes(0.3, 1.5)
    return {"low": ["MATCHA-30"], "empty": []}


@app.task(**slow)
def archive_year(year: int = 2025) -> int:
    takes(5, 9)
    return year
