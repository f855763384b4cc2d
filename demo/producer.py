"""Sends the shop's tasks at a steady pace: `python producer.py --rate 20`."""

import argparse
import heapq
import itertools
import logging
import os
import random
import signal
import time

from kombu.exceptions import OperationalError

from shop.bursts import schedule as busy_moments
from shop.traffic import QUICK, STEADY

log = logging.getLogger("producer")


class Stopped(BaseException):
    pass


def stop(*_):
    raise Stopped


def plan(rate: float, started: float) -> list:
    """A heap of (when, order, mean interval, jitter, what): each kind of traffic runs on its own clock."""
    order = itertools.count()
    entries = [
        (started + random.random() / per_second, next(order), 1 / per_second, 0.5, action)
        for kinds, factor in ((QUICK, rate / 20), (STEADY, min(1.0, rate / 20)))
        for action, per_second in ((action, pace * factor) for action, pace in kinds.items())
    ]
    entries += [(started + first, next(order), every, 0.0, action) for first, every, action in busy_moments()]
    heapq.heapify(entries)
    return entries


def send(action) -> None:
    try:
        action()
    except (OperationalError, OSError) as error:
        log.warning("%s: %s; again in a second", getattr(action, "__name__", action), error)
        time.sleep(1)


def run(rate: float) -> None:
    entries = plan(rate, time.time())
    while True:
        when, order, interval, jitter, action = entries[0]
        time.sleep(max(0.0, when - time.time()))
        send(action)
        # From now on, not from when it was due: after a pause there is nothing to catch up with.
        following = max(when, time.time() - interval) + interval * random.uniform(1 - jitter, 1 + jitter)
        heapq.heapreplace(entries, (following, order, interval, jitter, action))


def positive(text: str) -> float:
    value = float(text)
    if not 0 < value <= 1000:
        raise argparse.ArgumentTypeError("a number above 0, at most 1000")
    return value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=positive, default=20, help="tasks a second, about (20)")
    options = parser.parse_args()
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    print(f"producer {os.getpid()} ready", flush=True)
    try:
        run(options.rate)
    except Stopped:
        pass


if __name__ == "__main__":
    main()
