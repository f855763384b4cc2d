"""The shop's healthy traffic: who orders, what is mailed, which reports are asked for."""

import random
import uuid
from datetime import datetime, timedelta, timezone

from celery import chain, chord, group

from shop import mail, media, payments, reports, stock
from shop.catalogue import CUSTOMERS, PRODUCTS, REGIONS, SUPPLIERS, new_order
from shop.settings import Priority


def customer() -> dict:
    return random.choice(CUSTOMERS)


def product() -> dict:
    return random.choice(PRODUCTS)


def place_order():
    order = new_order()
    chain(
        payments.authorize.s(order),
        payments.capture.s(),
        stock.reserve.s(),
        mail.receipt.s(copy_to=["archive@shop.example"] if order["gift"] else None),
    ).apply_async()


def reset_password():
    mail.password_reset.apply_async(
        (customer(), f"https://shop.example/reset/{uuid.uuid4()}"), priority=int(Priority.URGENT)
    )


def notify_shipping():
    mail.shipping_notice.delay(customer(), f"JD{random.randint(10**9, 10**10)}", carrier=random.choice(["DHL", "UPS"]))


def send_newsletter():
    issue = random.randint(40, 52)
    mail.newsletter.apply_async((customer(), issue, product()["title"]), priority=int(Priority.BULK))


def remind_of_cart():
    item = product()
    cart = {"items": [{"sku": item["sku"], "quantity": 2, "options": {"wrap": None, "colour": ["blue", "grün"]}}]}
    mail.cart_reminder.apply_async((customer(), cart), countdown=random.uniform(8, 16), priority=int(Priority.LOW))


def adjust_stock():
    counted_at = datetime.now(timezone.utc)
    stock.adjust.delay(product()["sku"], random.randint(-3, 12), shelf=random.choice("ABC") + "1", counted_at=counted_at)


def hold_stock():
    until = datetime.now(timezone.utc) + timedelta(seconds=random.uniform(5, 12))
    stock.release_hold.apply_async((f"S-{random.randint(100_000, 999_999)}", until), eta=until)


def sync_supplier():
    stock.sync_supplier.delay(random.choice(SUPPLIERS))


def import_feed():
    rows = [f"{item['sku']};{random.randint(1, 40)}" for item in PRODUCTS]
    if random.random() < 0.3:
        rows[2] = f"{PRODUCTS[2]['sku']};ausverkauft"
    stock.import_feed.delay(random.choice(SUPPLIERS), rows)


def recount_shelf():
    stock.recount.delay(random.choice("ABCD") + "2")


def refund():
    payments.refund.delay(f"S-{random.randint(100_000, 999_999)}", "14.50", reason="zu spät")


def ask_for_sales():
    to = datetime.now(timezone.utc).date()
    reports.sales.delay({"from": to - timedelta(days=random.choice([1, 7, 30])), "to": to}, random.choice(REGIONS))


def publish_yearbook():
    year = 2026
    titles = ["Umsatz", "Lager", "고객", "Outlook"]
    chord(reports.section.s(title, year) for title in titles)(
        reports.publish.s(recipients=["board@shop.example", "사장님@shop.example"])
    )


def resize_picture():
    media.thumbnail.delay(f"{product()['sku']}.jpg", (320, 320))


def upload_picture():
    asset = f"{product()['sku']}-{random.randint(1, 9)}.jpg"
    group(media.thumbnail.s(asset, size) for size in [(160, 160), (320, 320), (640, 640), (1280, 960)]).apply_async()


# Times a second at --rate 20. The slow kinds keep their pace at any rate: their workers could not follow.
QUICK = {
    place_order: 1.2,
    notify_shipping: 2.2,
    reset_password: 1.0,
    send_newsletter: 4.0,
    remind_of_cart: 0.8,
    adjust_stock: 4.2,
    hold_stock: 0.5,
    refund: 0.2,
}
STEADY = {
    resize_picture: 1.2,
    upload_picture: 0.1,
    sync_supplier: 0.3,
    import_feed: 0.1,
    recount_shelf: 0.1,
    ask_for_sales: 0.35,
    publish_yearbook: 0.05,
}
