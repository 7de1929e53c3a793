"""Long work and the work of the clock, on one thread beside the server: no further process to look after."""

from typing import Any

from huey.consumer import Consumer
from huey.contrib.djhuey import HUEY

from tongxin.files import tasks as files_tasks
from tongxin.needs import tasks as needs_tasks
from tongxin.people import tasks as people_tasks
from tongxin.phones import tasks as phones_tasks
from tongxin.reports import tasks as reports_tasks
from tongxin.visits import tasks as visits_tasks

TASK_MODULES = (
    files_tasks,
    needs_tasks,
    people_tasks,
    phones_tasks,
    reports_tasks,
    visits_tasks,
)  # importing them registers their tasks


class BesideConsumer(Consumer):  # type: ignore[misc]  # huey publishes no types
    """A consumer that leaves the signals to the server."""

    def _set_signal_handlers(self) -> None:
        return


def start_beside() -> Any:
    """Start the job thread and return it."""
    consumer = BesideConsumer(HUEY, workers=1, worker_type="thread", initial_delay=0.2, max_delay=2.0)
    consumer.start()
    visits_tasks.catch_up()
    return consumer
