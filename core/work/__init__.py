"""What happens without a request: events are delivered to handlers, and jobs are run.

`Handlers` are those of the loaded plugins; `open_with_handlers` opens a database in which events reach them. A `Worker`
delivers events after their commit, and runs jobs. Any number of workers may run, in servers and beside them: leases in
the database see to it that one of all delivers to a consumer, or runs a job, at a time.
"""

from core.work.handlers import AreaOf, HandlerFailed, Handlers, open_with_handlers
from core.work.worker import WRITERS, Worker

__all__ = ["WRITERS", "AreaOf", "HandlerFailed", "Handlers", "Worker", "open_with_handlers"]
