"""How `make run` and every other start of gunicorn serves: the one place of these settings."""

import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WORKERS", "2"))
threads = int(os.environ.get("THREADS", "4"))
worker_class = "peoplesprocess.server.Worker"
preload_app = True
control_socket_disable = True
graceful_timeout = 10
forwarded_allow_ips = ""
