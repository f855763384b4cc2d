"""Gives back one delivered message with kombu itself; its delivery tag is the argument."""

import sys

from scope_tasks import app

with app.connection() as connection:
    channel = connection.default_channel
    # Without it the channel would not know of which type the exchanges are.
    for queue in app.amqp.queues.values():
        queue(channel).declare()
    channel.qos.restore_by_tag(sys.argv[1])
