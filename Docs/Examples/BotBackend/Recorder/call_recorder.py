"""Posts what Daily's SDK tells a bot of its calls to the backend: each event as a line, in order, until it is kept.

daily-python: mix `CallRecorder` into your handler, in front of `daily.EventHandler`.
Pipecat: `CallRecorder(url, token).attach(transport)`.
"""
import json
import logging
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor


class CallRecorder:
    def __init__(self, url, token):
        self._url, self._headers = url, {"Authorization": f"Bearer {token}", "Content-Type": "application/jsonl"}
        self._thread = ThreadPoolExecutor(1)  # no callback waits; at its end the process does, until all is kept

    def record(self, action, data):
        event = {"sipEndpoint": data} if isinstance(data, str) else data  # dialin-ready tells its endpoint only
        line = json.dumps({**event, "action": action, "timestamp": round(time.time(), 3)}, default=str)
        self._thread.submit(self._post, urllib.request.Request(self._url, line.encode(), self._headers))

    def _post(self, request):
        while True:
            try:
                return urllib.request.urlopen(request, timeout=10).close()
            except Exception as error:  # kept or not: to send it again does no harm
                logging.warning("calls: an event is not kept: %s", error)
                if getattr(error, "code", None) == 422:
                    return  # it cannot be read, now or later
            time.sleep(1)

    def attach(self, transport):
        for name in filter(lambda name: name.startswith("on_dial"), dir(self)):
            transport.add_event_handler(name, lambda _, data, tell=getattr(self, name): tell(data))


for _action in ("dialin-ready", "dialin-connected", "dialin-stopped", "dialin-warning", "dialin-error",
                "dialout-connected", "dialout-answered", "dialout-stopped", "dialout-warning", "dialout-error"):
    setattr(CallRecorder, "on_" + _action.replace("-", "_"),
            lambda self, data, action=_action: self.record(action, data))
