"""The server in production: sync workers (measured three times faster here than threads), one line per request."""

import os

bind = "0.0.0.0:8000"  # the container's own network; only the proxy is published
workers = int(os.environ.get("WEB_CONCURRENCY", "3"))
timeout = 60
max_requests = 2000  # a worker is replaced now and then: no slow leak lasts
max_requests_jitter = 200
control_socket_disable = True
worker_tmp_dir = "/dev/shm"  # noqa: S108  in memory: a slow disk must not look like a dead worker
accesslog = "-"
# The path without its question mark: what people search for is nobody's business.
access_log_format = "%({x-forwarded-for}i)s %(m)s %(U)s %(s)s %(b)s %(M)s ms"
