"""The Celery application: `celery -A shop.app worker`."""

from celery import Celery
from celery.signals import worker_ready

app = Celery(
    "shop",
    include=["shop.mail", "shop.payments", "shop.stock", "shop.reports", "shop.media", "shop.exports"],
)
app.config_from_object("shop.settings")


@worker_ready.connect
def announce(sender, **_):
    # At log level WARNING Celery says nothing when it is ready; the launcher of the demo waits for this line.
    print(f"{sender.hostname} ready", flush=True)
