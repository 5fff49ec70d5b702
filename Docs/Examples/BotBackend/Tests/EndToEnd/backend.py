"""The real executable, and what its clients send: real HTTP, real signatures."""
import base64
import hashlib
import hmac
import http.client
import json
import os
import queue
import re
import signal
import subprocess
import threading
import time

SECRET = b"a secret of 24 characters"
READ_TOKEN = "0123456789abcdef-read"
BOT_TOKEN = "0123456789abcdef-bot"
READER = {"Authorization": f"Bearer {READ_TOKEN}"}
BOT = {"Authorization": f"Bearer {BOT_TOKEN}"}


class Backend:
    """One process of the service, which can be killed and started again at the same port."""

    def __init__(self, executable, journal, *options, environment=None):
        self.command = [executable, "--journal", str(journal), *options]
        self.environment = {
            **os.environ, "WEBHOOK_SECRET": base64.b64encode(SECRET).decode(), "READ_TOKEN": READ_TOKEN,
            "BOT_TOKEN": BOT_TOKEN, **(environment or {}),
        }
        self.port = 0
        self.start()

    def start(self):
        self.process = subprocess.Popen([*self.command, "--port", str(self.port)], env=self.environment, text=True,
                                        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        self.log = []
        listening = queue.Queue()
        threading.Thread(target=self._read_log, args=(self.process, self.log, listening), daemon=True).start()
        try:
            self.port = listening.get(timeout=30)
        except queue.Empty:
            raise AssertionError("it does not listen:\n" + "".join(self.log)) from None

    @staticmethod
    def _read_log(process, log, listening):
        for line in process.stderr:
            log.append(line)
            if found := re.search(r" port=(\d+)", line):
                listening.put(int(found.group(1)))

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self, patience=10):
        """Stops it as a service manager does, and gives its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(patience)

    def connect(self, timeout=10):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def ask(self, method, path, body=None, headers=READER):
        """Makes a request and gives the answer's status, headers and text."""
        connection = self.connect()
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response.status, response.headers, response.read().decode()
        finally:
            connection.close()

    def get(self, path, headers=READER):
        status, _, text = self.ask("GET", path, headers=headers)
        assert status == 200, (path, status, text)
        return text

    def post_events(self, lines):
        status, _, text = self.ask("POST", "/events", "".join(json.dumps(line) + "\n" for line in lines), BOT)
        assert status == 200, (status, text)
        return json.loads(text)

    def post_webhook(self, body, connection=None):
        """Delivers a webhook as Daily does and says whether it was acknowledged."""
        own = connection or self.connect()
        try:
            own.request("POST", "/webhooks/daily", body, signed(body))
            response = own.getresponse()
            response.read()
            return response.status == 200
        except (OSError, http.client.HTTPException):
            own.close()
            return False
        finally:
            if connection is None:
                own.close()

    @property
    def memory(self):
        """The most memory that the process has had, in MB."""
        status = open(f"/proc/{self.process.pid}/status").read()
        return int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1024


def signed(body, secret=SECRET, at=None):
    """The headers with which Daily sends a body."""
    timestamp = str(int((at or time.time()) * 1000))
    code = hmac.new(secret, f"{timestamp}.{body}".encode(), hashlib.sha256).digest()
    return {"X-Webhook-Timestamp": timestamp, "X-Webhook-Signature": base64.b64encode(code).decode()}


def webhook(kind, at, **payload):
    """The body of a webhook about something that happened at a time."""
    return json.dumps({"version": "1.0.0", "type": kind, "id": f"{kind}-{payload.get('session_id', '')}",
                       "payload": {"timestamp": round(at, 3), **payload}, "event_ts": round(at + 0.2, 3)})


class Events:
    """Reads a stream of server-sent events."""

    def __init__(self, backend, path, headers=READER, timeout=10):
        self.connection = backend.connect(timeout)
        self.connection.request("GET", path, headers=headers)
        self.response = self.connection.getresponse()
        assert self.response.status == 200, (self.response.status, self.response.read())
        self.keep_alives = 0

    def __iter__(self):
        return self

    def __next__(self):
        """The next event's ID, name and data; ends when the stream does."""
        event = {}
        while line := self.response.readline().decode():
            line = line.rstrip("\n")
            if line.startswith(":"):
                self.keep_alives += 1
            elif line:
                name, _, value = line.partition(": ")
                event[name] = value
            elif "event" in event:
                return event.get("id"), event["event"], json.loads(event["data"])
        raise StopIteration

    def close(self):
        self.connection.close()


def eventually(condition, patience=10):
    """Waits until something is so."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if result := condition():
            return result
        time.sleep(0.02)
    raise AssertionError("it did not come to that: " + (condition.__doc__ or condition.__name__))
