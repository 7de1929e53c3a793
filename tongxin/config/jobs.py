"""Long work and the work of the clock, on one thread beside the server: no further process to look after."""

from typing import Any

from django.utils.module_loading import autodiscover_modules
from huey.consumer import Consumer
from huey.contrib.djhuey import HUEY

from tongxin.visits import tasks as visits_tasks


class BesideConsumer(Consumer):  # type: ignore[misc]  # huey publishes no types
    """A consumer that leaves the signals to the server."""

    def _set_signal_handlers(self) -> None:
        return


def start_beside() -> Any:
    """Start the job thread and return it; each app's `tasks.py` is found by itself."""
    autodiscover_modules("tasks")
    consumer = BesideConsumer(HUEY, workers=1, worker_type="thread", initial_delay=0.2, max_delay=2.0)
    consumer.start()
    visits_tasks.catch_up()
    return consumer
