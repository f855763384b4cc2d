"""What the shop sells, and to whom."""

import random
from datetime import datetime, timedelta, timezone
from decimal import Decimal

CUSTOMERS = [
    {"name": "Zoë Müller", "email": "zoe.mueller@mail.example", "locale": "de-DE"},
    {"name": "김서연", "email": "seoyeon.kim@mail.example", "locale": "ko-KR"},
    {"name": "Łukasz Żak", "email": "lukasz@mail.example", "locale": "pl-PL"},
    {"name": "Renée O’Connor", "email": "renee.oconnor@mail.example", "locale": "en-IE"},
    {"name": "田中 さくら", "email": "sakura.tanaka@mail.example", "locale": "ja-JP"},
    {"name": "أحمد حسن", "email": "ahmed.hassan@mail.example", "locale": "ar-EG"},
    {"name": "Priya Raman", "email": "priya@mail.example", "locale": "en-IN"},
    {"name": "José Álvarez", "email": "jose.alvarez@mail.example", "locale": "es-ES"},
]
PRODUCTS = [
    {"sku": "TEA-EARL-100", "title": "Earl Grey, 100 g", "price": Decimal("6.90")},
    {"sku": "MUG-BLUE", "title": "Enamel mug “Blau”", "price": Decimal("14.50")},
    {"sku": "KETTLE-09", "title": "Kettle 0.9 l", "price": Decimal("49.00")},
    {"sku": "MATCHA-30", "title": "抹茶 Matcha, 30 g", "price": Decimal("18.20")},
    {"sku": "TIN-SET-3", "title": "Tins, set of three", "price": Decimal("22.00")},
]
REGIONS = ["north", "south", "east", "west", "overseas"]
SUPPLIERS = ["uji-gardens", "ceylon-direct", "enamel-works"]


def new_order() -> dict:
    """An order as the web shop hands it to its background tasks."""
    now = datetime.now(timezone.utc)
    lines = [
        {"sku": product["sku"], "quantity": random.randint(1, 3), "price": product["price"]}
        for product in random.sample(PRODUCTS, random.randint(1, 3))
    ]
    return {
        "id": f"S-{random.randint(100_000, 999_999)}",
        "placed_at": now,
        "deliver_on": (now + timedelta(days=2)).date(),
        "customer": random.choice(CUSTOMERS),
        "lines": lines,
        "total": sum(line["price"] * line["quantity"] for line in lines),
        "gift": {"wrap": True, "note": "Alles Gute 🎁"} if random.random() < 0.1 else None,
    }
