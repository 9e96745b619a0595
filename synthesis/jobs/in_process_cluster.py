"""A scheduler and its worker inside this process, reached by nobody else.

`LocalCluster(processes=False)` talks within the process, but its scheduler and its worker each open a web server to all
networks all the same (8787 and a free port), `dashboard_address=None` or not. Here they open none.
"""

import logging
import warnings
from typing import Any

import dask
from distributed import Scheduler, SpecCluster, Worker

from synthesis.foundation.home import home

_QUICK = 4


class _Scheduler(Scheduler):  # type: ignore[misc]
    def start_http_server(self, *args: Any, **kwargs: Any) -> None:
        """Listens nowhere."""


class _Worker(Worker):  # type: ignore[misc]
    def start_http_server(self, *args: Any, **kwargs: Any) -> None:
        """Listens nowhere."""


def in_process_cluster(slots: int, slot: str) -> SpecCluster:
    """A running cluster of one worker in this process, and not a single open port.

    It does `slots` tasks at a time that ask for the resource `slot`, and up to four others beside them.

    On a machine without a network `distributed` warns that it found no address of its own; here it needs none.
    """
    routes: dict[str, list[str]] = {"distributed.scheduler.http.routes": [], "distributed.worker.http.routes": []}
    scheduler = {"protocol": "inproc://", "dashboard": False}
    worker = {
        "nthreads": slots + _QUICK,
        "resources": {slot: slots},
        "memory_limit": 0,
        "dashboard": False,
        "local_directory": str(home()),
    }
    with dask.config.set(routes), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Couldn't detect a suitable IP address", RuntimeWarning)
        return SpecCluster(
            scheduler={"cls": _Scheduler, "options": scheduler},
            workers={0: {"cls": _Worker, "options": worker}},
            silence_logs=logging.ERROR,
        )
