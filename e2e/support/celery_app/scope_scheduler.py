"""A scheduler whose schedule is in no settings, as django-celery-beat's in a database; it comes as JSON in SCOPE_SCHEDULE."""

import json
import os

from celery.beat import Scheduler


class Elsewhere(Scheduler):
    def setup_schedule(self):
        self.merge_inplace(json.loads(os.environ["SCOPE_SCHEDULE"]))
