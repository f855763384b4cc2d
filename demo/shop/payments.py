"""Payments: every step may have to be tried again."""

from shop.app import app
from shop.errors import CardDeclined, GatewayTimeout
from shop.work import chance, takes


def call_gateway(method: str, order_id: str, amount) -> dict:
    takes(0.05, 0.5)
    if chance(0.06):
        raise GatewayTimeout(f"{method} {order_id}: no answer from pay.example within 3 s")
    if method == "authorize" and chance(0.03):
        raise CardDeclined("insufficient_funds", order_id)
    return {"method": method, "order": order_id, "amount": str(amount), "reference": f"ch_{abs(hash(order_id)):x}"}


# At most a few seconds apart: a waiting retry stays unacknowledged, and the demo's visibility timeout is short.
retrying = {
    "autoretry_for": (GatewayTimeout,),
    "max_retries": 3,
    "retry_backoff": 1,
    "retry_backoff_max": 6,
    "retry_jitter": True,
}


@app.task(bind=True, **retrying)
def authorize(self, order: dict) -> dict:
    return {**order, "authorization": call_gateway("authorize", order["id"], order["total"])}


@app.task(bind=True, **retrying)
def capture(self, order: dict) -> dict:
    return {**order, "payment": call_gateway("capture", order["id"], order["total"])}


@app.task(bind=True, **retrying)
def refund(self, order_id: str, amount: str, *, reason: str = "returned") -> dict:
    return call_gateway("refund", order_id, amount)
