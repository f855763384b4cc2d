"""Stands in for what a real shop does: waiting for disks, databases and other people's servers."""

import random
import time


def takes(shortest: float, longest: float) -> float:
    """Sleeps between two durations, short ones more often, as real work is spread."""
    seconds = shortest + (longest - shortest) * random.random() ** 2
    time.sleep(seconds)
    return seconds


def chance(probability: float) -> bool:
    return random.random() < probability
