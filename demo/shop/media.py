"""Pictures and films of the products."""

import time

from shop.app import app
from shop.work import chance, takes


def decode(asset: str) -> bytes:
    if chance(0.005):
        raise ValueError(f"{asset}: broken JPEG, marker 0xd9 missing")
    return b"\xff\xd8"


@app.task
def thumbnail(asset: str, size: tuple[int, int]) -> str:
    decode(asset)
    takes(0.1, 0.5)
    return f"{asset}@{size[0]}x{size[1]}.webp"


@app.task(acks_late=True)
def transcode(film: str, *, codec: str = "av1", seconds: float = 20) -> str:
    time.sleep(seconds)
    return f"{film}.{codec}.mp4"
