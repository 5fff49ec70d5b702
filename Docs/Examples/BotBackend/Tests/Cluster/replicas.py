"""A replica of the service, as a process; who reports to several; and waiting for what comes to be so."""
import base64
import hashlib
import hmac
import http.client
import itertools
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time

SECRET = base64.b64encode(b"a secret of the webhooks, of 32 bytes").decode()
# A debug build on a machine that does other things as well.
PATIENCE = 30


def until(condition, what, patience=PATIENCE):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    raise SystemExit(f"cluster: waited {patience} s for {what}")


class Replica:
    def __init__(self, executable, number, address, folder, daily):
        self.executable, self.number, self.address = executable, number, address
        self.folder, self.daily = folder, daily
        self.process = None
        self.port = None

    def start(self, wait=True):
        self.log = self.folder / f"replica-{self.number}-{time.monotonic_ns()}.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [self.executable, "--port", "0", "--database", self.address,
                 "--requests-per-second", "100000", "--daily-api", self.daily.url],
                stderr=log, stdout=log, env={**os.environ, "WEBHOOK_SECRET": SECRET, "DAILY_API_KEY": "key"},
            )
        if wait:
            until(lambda: self.is_up(), f"replica {self.number} to start")
        return self

    def is_up(self):
        if self.process.poll() is not None:
            raise SystemExit(f"cluster: replica {self.number} ended with {self.process.returncode}:\n"
                             + self.log.read_text()[-4000:])
        found = re.search(r"host=\S+ port=(\d+)", self.log.read_text())
        self.port = int(found[1]) if found else None
        return self.port is not None

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.port = None

    def ask(self, method, path, body=None, headers={}, timeout=8):
        """Returns the status and the body of the answer; 0 where there is none."""
        if self.port is None:
            return 0, b""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()

    def is_well(self):
        return self.ask("GET", "/healthz")[0] == 200

    def stream(self, after=None, until_sequence=0):
        """Reads transitions up to a number: their IDs and data."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Last-Event-ID": after} if after else {}
        connection.request("GET", "/transitions" if after else "/transitions?after=" + self.first_place(), headers=headers)
        answer = connection.getresponse()
        events, name, place = [], None, None
        while not events or int(events[-1][0].rsplit(".", 1)[-1]) < until_sequence:
            line = answer.readline().decode().rstrip("\n")
            if line.startswith("id:"):
                place = line[3:].strip()
            elif line.startswith("event:"):
                name = line[6:].strip()
            elif line.startswith("data:"):
                if name in ("restart", "missed"):
                    raise SystemExit(f"cluster: replica {self.number} said {name} to {after}: {line}")
                if name == "transition":
                    events.append((place, line[5:].strip()))
        connection.close()
        return events

    def first_place(self):
        """The place before the first transition, in the log's numbering."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", "/transitions")
        answer = connection.getresponse()
        while True:
            line = answer.readline().decode().strip()
            if line.startswith("id:"):
                connection.close()
                return line[3:].strip().rsplit(".", 1)[0] + ".0"


class Senders:
    """Report what is given to them, to one replica after the other, each until somebody has acknowledged it."""

    def __init__(self, replicas, rate):
        self.replicas, self.rate = replicas, rate
        self.turn = itertools.count()
        self.todo = queue.Queue()
        self.acknowledged = 0
        self.statuses = {}
        self.lock = threading.Lock()
        self.threads = []

    def send(self, deliveries):
        def feed():
            for delivery in deliveries:
                self.todo.put(delivery)
                time.sleep(1 / self.rate)
        self.feeder = threading.Thread(target=feed, daemon=True)
        self.feeder.start()
        for _ in range(8):
            thread = threading.Thread(target=self._work, daemon=True)
            thread.start()
            self.threads.append(thread)

    def _work(self):
        while True:
            kind, text = self.todo.get()
            while not self._deliver(kind, text.encode()):
                time.sleep(0.1)
            with self.lock:
                self.acknowledged += 1
            self.todo.task_done()

    def _deliver(self, kind, body):
        replica = self.replicas[next(self.turn) % len(self.replicas)]
        headers = {}
        if kind == "webhook":
            stamp = str(int(time.time()))
            code = hmac.new(base64.b64decode(SECRET), f"{stamp}.".encode() + body, hashlib.sha256).digest()
            headers = {"X-Webhook-Timestamp": stamp, "X-Webhook-Signature": base64.b64encode(code).decode()}
        path = "/webhooks/daily" if kind == "webhook" else "/events"
        status, answer = replica.ask("POST", path, body, headers)
        with self.lock:
            self.statuses[status] = self.statuses.get(status, 0) + 1
        if status not in (0, 200, 503):
            print(f"cluster: {kind} was answered {status}: {answer[:300]}", file=sys.stderr)
            os._exit(1)
        return status == 200

    def finish(self, patience):
        self.feeder.join()
        until(lambda: self.todo.unfinished_tasks == 0, "everything to be acknowledged", patience)
