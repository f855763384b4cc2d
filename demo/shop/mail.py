"""Mails: short and many."""

from __future__ import annotations

from shop.app import app
from shop.errors import MailboxUnavailable
from shop.work import chance, takes

TEMPLATES = {
    "receipt": "Hello {name}, thank you for order {order}. We deliver to {street}.",
    "shipping": "Hello {name}, {parcel} is on its way.",
    "reset": "Hello {name}, here is your link: {link}",
    "reminder": "Hello {name}, your cart is waiting.",
    "newsletter": "Hello {name}, new in: {title}",
    "digest": "Orders of the last minute: {sections}",
}


def render(template: str, values: dict) -> str:
    return TEMPLATES[template].format_map(values)


def deliver(address: str, text: str) -> str:
    takes(0.02, 0.15)
    if chance(0.004):
        raise MailboxUnavailable(f"550 5.1.1 <{address}>: recipient address rejected")
    return f"250 2.0.0 Ok: {len(text)} bytes"


def send_template(template: str, address: str, values: dict) -> str:
    return deliver(address, render(template, values))


@app.task
def receipt(order: dict, *, copy_to: list[str] | None = None) -> str:
    customer = order["customer"]
    values = {"name": customer["name"], "order": order["id"]}
    # Guests who collect their order leave no address, and nobody thought of them when the template changed.
    if not chance(0.02):
        values["street"] = "Hauptstraße 1"
    answer = send_template("receipt", customer["email"], values)
    for address in copy_to or []:
        deliver(address, "copy")
    return answer


@app.task
def shipping_notice(customer: dict, parcel: str, carrier: str = "DHL") -> str:
    return send_template("shipping", customer["email"], {"name": customer["name"], "parcel": f"{carrier} {parcel}"})


@app.task
def password_reset(customer: dict, link: str) -> str:
    return send_template("reset", customer["email"], {"name": customer["name"], "link": link})


@app.task
def cart_reminder(customer: dict, cart: dict) -> str:
    return send_template("reminder", customer["email"], {"name": customer["name"], **cart})


@app.task
def newsletter(customer: dict, issue: int, title: str) -> str:
    return send_template("newsletter", customer["email"], {"name": customer["name"], "title": f"{title} ({issue})"})


@app.task
def digest(address: str, sections: list[str]) -> str:
    return send_template("digest", address, {"sections": ", ".join(sections)})
