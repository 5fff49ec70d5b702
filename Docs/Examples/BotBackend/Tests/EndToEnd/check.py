#!/usr/bin/env python3
"""The example backend from outside: real processes, HTTP and signatures, kills and restarts.

    check.py EXECUTABLE CALL-LIFECYCLE [SCREENSHOTS]
"""
import json
import os
import pathlib
import random
import select
import subprocess
import sys
import tempfile
import threading
import time

import backend as service
from backend import BOT, Backend, Events, eventually, signed, webhook
from daily import DailyStandIn, StandInClient

EXECUTABLE, COMMAND = map(pathlib.Path, sys.argv[1:3])
HERE = pathlib.Path(__file__).resolve().parent
START = float(int(time.time()) - 60)


def timelines(lines, folder):
    """What the command makes of some lines."""
    log = folder / "sent.jsonl"
    log.write_text("".join(line + "\n" for line in lines))
    return subprocess.run([COMMAND, "timeline", "--format", "json", log], capture_output=True, text=True,
                          check=True).stdout


def calls(count):
    """The webhooks of some calls, each of them a list."""
    for number in range(count):
        at, session = START + number, f"{number:08d}-0000-4000-8000-000000000000"
        kinds = ["dialout.connected", "dialout.answered", "dialout.stopped"]
        yield [webhook(kind, at + step * 3.25, session_id=session, destination="+14155550123")
               for step, kind in enumerate(kinds)]


def check_webhooks(folder):
    """A webhook is answered with 200 only when it is signed, in time, and kept."""
    backend = Backend(EXECUTABLE, folder / "webhooks")
    body = next(calls(1))[0]
    assert backend.post_webhook(body) and backend.post_webhook(body)
    for headers in [signed(body, secret=b"another secret"), signed(body + " "), signed(body, at=time.time() - 301), {}]:
        assert backend.ask("POST", "/webhooks/daily", body, headers)[0] == 401
    assert backend.ask("POST", "/webhooks/daily", " " * ((1 << 20) + 1), signed(body))[0] == 413
    for headers in [{"Content-Length": str(17 << 20)}, {}]:
        assert backend.ask("POST", "/events", (b" " * (1 << 20) for _ in range(17)), {**BOT, **headers})[0] == 413
    assert backend.get("/stats").count('"sessions":1') >= 1
    for path in ["/calls", "/", "/metrics", "/transitions"]:
        assert backend.ask("GET", path, headers={})[0] == 401, path
    assert backend.ask("GET", "/healthz", headers={})[0] == 200
    assert "+14155550123" not in "".join(backend.log)
    assert backend.stop() == 0, backend.log


def check_kills(folder):
    """However often the process is killed, everything that was acknowledged is there, and in the end everything is."""
    backend = Backend(EXECUTABLE, folder / "kills", "--requests-per-second", "1000000")
    bodies = [body for call in calls(400) for body in call] * 2
    random.Random(1).shuffle(bodies)
    waiting, lock, acknowledged = list(bodies), threading.Lock(), []

    def deliver():
        connection = backend.connect()
        while True:
            with lock:
                if not waiting:
                    return connection.close()
                body = waiting.pop()
            while not backend.post_webhook(body, connection):
                time.sleep(0.01)
            with lock:
                acknowledged.append(body)

    senders = [threading.Thread(target=deliver) for _ in range(8)]
    for sender in senders:
        sender.start()
    for part in range(1, 5):
        eventually(lambda: len(acknowledged) > part * len(bodies) / 5, patience=60)
        backend.kill()
        with lock:
            known = list(acknowledged)
        backend.start()
        kept = {json.loads(line)["sessionId"]: line for line in backend.get("/calls.jsonl").splitlines()}
        for body in known:
            event = json.loads(body)
            line = kept[event["payload"]["session_id"]]
            assert f'"event":"{event["type"].replace(".", "-")}"' in line, (body, line)
    for sender in senders:
        sender.join()
    assert backend.get("/calls.jsonl") == timelines(bodies, folder), "not what the command makes of what was sent"
    seen, after = [], ""
    while after is not None:
        page = json.loads(backend.get("/calls?limit=150" + after))
        seen += [call["sessionId"] for call in page["calls"]]
        after = page["next"] and "&after=" + page["next"]
    assert len(seen) == len(set(seen)) == page["total"] == 400
    assert backend.stop() == 0, backend.log


# A bot whose process ends right behind its last callback; Daily's SDK has the methods that the recorder is to hide.
BOT_PROCESS = """
import sys
from call_recorder import CallRecorder
from daily import StandInClient, StandInTransport

class EventHandler:
    def on_dialin_ready(self, sip_endpoint): pass
    def on_dialin_connected(self, data): pass

class Handler(CallRecorder, EventHandler):
    pass

client = StandInClient(Handler(*sys.argv[1:3]))
client.tell("on_dialin_ready", "sip:desk@sip.daily.co")
client.tell("on_dialin_connected", {"sessionId": "in-1", "sipEndpoint": "sip:desk@sip.daily.co", "provider": "daily"})
client.tell("on_dialout_warning", {"message": object()})
client.tell("on_dialin_connected", {"sessionId": ""})
client.tell("on_dialin_stopped", {"sessionId": "in-1"})
transport = StandInTransport()
CallRecorder(*sys.argv[1:3]).attach(transport)
assert len(transport.handlers) == 10
transport.tell("on_dialout_answered", {"sessionId": "out-1"})
transport.tell("on_dialout_error", {"sessionId": "out-1", "errorMsg": "busy"})
print("told", flush=True)
"""


def check_recorder(folder):
    """What an SDK tells a bot arrives, also while the service is away: no callback waits for it, but the process does."""
    backend = Backend(EXECUTABLE, folder / "recorder")
    backend.kill()
    paths = os.pathsep.join([str(HERE.parent.parent / "Recorder"), str(HERE)])
    bot = subprocess.Popen([sys.executable, "-c", BOT_PROCESS, f"http://127.0.0.1:{backend.port}/events",
                            service.BOT_TOKEN], env={**os.environ, "PYTHONPATH": paths}, text=True,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert select.select([bot.stdout], [], [], 5)[0] and bot.stdout.readline() == "told\n", bot.kill()
    time.sleep(0.5)
    assert bot.poll() is None
    backend.start()
    _, log = bot.communicate(timeout=20)
    assert bot.returncode == 0 and "an event is not kept: " in log and "422" in log, log
    call = json.loads(backend.get("/calls/in-1"))
    assert call["state"] == "stopped" and call["readyAt"] and len(call["transitions"]) == 2, call
    assert json.loads(backend.get("/calls/out-1"))["state"] == "failed"
    assert "dialout-warning" in backend.get("/calls.jsonl"), "without a session, and kept all the same"
    assert backend.stop() == 0, backend.log


def check_streams(folder):
    """A stream says that it is alive, resumes where a client was, and ends when the service stops."""
    backend = Backend(EXECUTABLE, folder / "streams", "--keep-alive", "0.1", "--max-streams", "2")
    first, second = calls(2)
    stream = Events(backend, "/transitions")
    assert next(stream) == ("0", "position", {"sequence": 0})
    for body in first:
        assert backend.post_webhook(body)
    heard = [next(stream) for _ in first]
    assert [event[0] for event in heard] == ["1", "2", "3"]
    assert heard[0][2]["to"] == "connected" and heard[2][2]["sequence"] == 3
    time.sleep(0.4)
    backend.kill()
    assert list(stream) == [] and stream.keep_alives >= 2, stream.keep_alives
    backend.start()
    for body in second:
        assert backend.post_webhook(body)
    resumed = Events(backend, "/transitions", {**service.READER, "Last-Event-ID": heard[0][0]})
    assert [next(resumed)[0] for _ in range(6)] == ["1", "2", "3", "4", "5", "6"]
    elsewhere = Events(backend, "/transitions", {**service.READER, "Last-Event-ID": "another-machine.7"})
    assert next(elsewhere)[:2] == ("6", "restart")
    assert backend.ask("GET", "/live")[0] == 503
    elsewhere.close()
    snapshot = eventually(lambda: live_snapshot(backend))
    assert snapshot["openCount"] == 0 and len(snapshot["happened"]) == 6
    assert backend.stop() == 0, backend.log
    assert list(resumed) == []


def check_missed(folder):
    """A stream says how many transitions are no longer known, in front of those that are, and goes on."""
    backend = Backend(EXECUTABLE, folder / "missed", "--checkpoint-interval", "1")
    checkpoints = lambda: sorted(path.name for path in (folder / "missed").glob("checkpoint-*.jsonl"))
    *first, second, third, fourth = calls(6)
    for call in first:
        before = checkpoints()
        for body in call:
            assert backend.post_webhook(body)
        eventually(lambda: checkpoints() != before)
    # One checkpoint before the latest is kept, so by now the first call is known by its state only.
    told = 9
    for headers, path, after, more in [({"Last-Event-ID": "1"}, "/transitions", 1, second),
                                       ({}, "/transitions?after=0", 0, third),
                                       ({"Last-Event-ID": "2"}, "/transitions", 2, fourth)]:
        stream = Events(backend, path, {**service.READER, **headers})
        for body in more:
            assert backend.post_webhook(body)
        told += len(more)
        assert next(stream) == (str(after), "position", {"sequence": after})
        identifier, name, data = next(stream)
        assert (identifier, name) == (None, "missed") and after + data["count"] >= 3, (identifier, name, data)
        places = range(after + data["count"] + 1, told + 1)
        assert len(places) >= len(more)
        assert [next(stream)[:2] for _ in places] == [(str(place), "transition") for place in places]
        assert backend.stop() == 0, backend.log
        assert list(stream) == []
        backend.start()
    assert backend.stop() == 0, backend.log


def live_snapshot(backend):
    try:
        return next(Events(backend, "/live"))[2]
    except AssertionError:
        return None


def check_leaving(folder):
    """A client that leaves makes room for another one at once, and not when the next keep-alive finds it gone."""
    backend = Backend(EXECUTABLE, folder / "leaving", "--keep-alive", "3600", "--max-streams", "1")
    for path in ["/transitions", "/live"] * 3:
        def opened():
            """a stream is opened"""
            try:
                return Events(backend, path)
            except AssertionError:
                return None
        events = eventually(opened, patience=2)
        next(events)
        assert backend.ask("GET", path)[0] == 503
        events.close()
    assert backend.stop() == 0, backend.log


def check_shutdown(folder):
    """What is answered during a shutdown is kept, and nothing hangs."""
    backend = Backend(EXECUTABLE, folder / "shutdown", "--requests-per-second", "1000000")
    stream, acknowledged, isOver = Events(backend, "/live"), [], threading.Event()
    bodies = iter([body for call in calls(2000) for body in call])
    lock = threading.Lock()

    def deliver():
        connection = backend.connect()
        while not isOver.is_set():
            with lock:
                body = next(bodies)
            if not backend.post_webhook(body, connection):
                return
            acknowledged.append(body)

    senders = [threading.Thread(target=deliver) for _ in range(4)]
    for sender in senders:
        sender.start()
    eventually(lambda: len(acknowledged) > 100)
    assert backend.stop() == 0, backend.log
    isOver.set()
    for sender in senders:
        sender.join()
    list(stream)
    backend.start()
    kept = len([transition for line in backend.get("/calls.jsonl").splitlines()
                for transition in json.loads(line)["transitions"]])
    assert kept >= len(acknowledged), (kept, len(acknowledged))
    assert backend.stop() == 0, backend.log


def check_limits(folder):
    """More connections than may be wait to be accepted, and a client that asks too often is told to wait."""
    backend = Backend(EXECUTABLE, folder / "limits", "--max-connections", "3", "--max-streams", "1",
                      "--requests-per-second", "2")
    idle = [backend.connect(timeout=1) for _ in range(3)]
    for connection in idle:
        connection.connect()
    time.sleep(0.2)
    late = backend.connect(timeout=0.5)
    late.request("GET", "/healthz")
    try:
        late.getresponse()
        raise AssertionError("a connection more than may be was served")
    except TimeoutError:
        late.close()
    for connection in idle:
        connection.close()
    answers = [eventually(lambda: backend.ask("GET", "/healthz"))[0]]
    answers += [backend.ask("GET", "/calls") for _ in range(7)]
    assert answers[0] == 200 and [answer[0] for answer in answers[1:6]] == [200] * 5, answers
    assert answers[7][0] == 429 and int(answers[7][1]["Retry-After"]) >= 1, answers
    assert backend.ask("POST", "/login", "token=x", {"Content-Type": "application/x-www-form-urlencoded"})[0] == 429
    assert backend.stop() == 0, backend.log


def check_bot(folder):
    """The bot forwards callers, calls again where nobody answers, and talks when somebody does."""
    daily = DailyStandIn()
    backend = Backend(EXECUTABLE, folder / "bot", "--daily-api", daily.url, "--pause", "0.1", "--answer-deadline", "1",
                      environment={"DAILY_API_KEY": "key"})
    endpoint = "sip:desk@sip.daily.co"
    caller = json.dumps({"callId": "CA1", "callDomain": "domain", "From": "+14155550123", "To": "+14155550100"})
    assert backend.ask("POST", "/callers", caller, BOT)[0] == 202
    for _ in range(2):
        assert backend.post_webhook(webhook("dialin.ready", time.time(), sip_endpoint=endpoint))
    forwarded = eventually(lambda: daily.requests_to("/dialin/pinlessCallUpdate"))
    assert forwarded == [{"callId": "CA1", "callDomain": "domain", "sipUri": endpoint}], forwarded

    order = json.dumps({"order": "order-42", "to": "+14155550123", "room": "support"})
    status, _, text = backend.ask("POST", "/orders", order, BOT)
    assert status == 202 and json.loads(text) == {"sessionId": "session-1"}, (status, text)
    assert json.loads(backend.ask("POST", "/orders", order, BOT)[2]) == {"sessionId": "session-1"}
    # The first rings until the deadline; the second ends; then the service is killed, and the third is answered.
    eventually(lambda: daily.requests_to("/rooms/support/dialOut/stop") == [{"sessionId": "session-1"}])
    eventually(lambda: len(daily.requests_to("/rooms/support/dialOut/start")) == 2)
    eventually(lambda: backend.ask("GET", "/calls/session-2")[0] == 200)
    backend.kill()
    backend.start()
    assert backend.post_webhook(webhook("dialout.stopped", time.time(), session_id="session-2"))
    eventually(lambda: len(daily.requests_to("/rooms/support/dialOut/start")) == 3)
    eventually(lambda: backend.ask("GET", "/calls/session-3")[0] == 200)
    for kind in ["dialout.connected", "dialout.answered"]:
        assert backend.post_webhook(webhook(kind, time.time(), session_id="session-3"))
    talk = eventually(lambda: daily.requests_to("/rooms/support/send-app-message"))
    assert talk == [{"data": {"type": "start-talking", "sessionId": "session-3"}, "recipient": "*"}], talk
    for session in ["session-1", "session-2", "session-3"]:
        assert '"correlationIds":["order-42"]' in backend.get(f"/calls/{session}"), backend.get(f"/calls/{session}")
    time.sleep(0.5)
    assert len(daily.requests_to("/rooms/support/dialOut/start")) == 3
    assert "4155550123" not in "".join(backend.log), backend.log
    assert backend.stop() == 0, backend.log
    # Where Daily says nothing, nobody may send the order again without looking; where it says no, anybody may.
    alone = Backend(EXECUTABLE, folder / "alone", "--daily-api", "http://127.0.0.1:1", environment={"DAILY_API_KEY": "key"})
    assert alone.ask("POST", "/orders", order, BOT)[0] == 504
    assert alone.stop() == 0, alone.log
    refused = Backend(EXECUTABLE, folder / "refused", "--daily-api", daily.url + "/no-such-path",
                      environment={"DAILY_API_KEY": "key"})
    assert refused.ask("POST", "/orders", order, BOT)[0] == 502
    assert refused.stop() == 0, refused.log


def check_options(folder):
    """Without tokens it listens on loopback only, and bad secrets are named and not shown."""
    secrets = ["WEBHOOK_SECRET", "DAILY_API_KEY", "READ_TOKEN", "BOT_TOKEN"]
    bare = {key: value for key, value in os.environ.items() if key not in secrets}
    for environment, options, name in [
        ({}, ["--host", "0.0.0.0"], "READ_TOKEN"), ({"READ_TOKEN": "short-secret"}, [], "READ_TOKEN"),
        ({"WEBHOOK_SECRET": "not base64!"}, [], "WEBHOOK_SECRET"), ({}, ["--max-streams", "1000"], "--max-streams"),
    ]:
        run = subprocess.run([EXECUTABLE, "--journal", folder / "options", *options], env={**bare, **environment},
                             capture_output=True, text=True, timeout=30)
        assert run.returncode == 64 and name in run.stderr, run
        assert not any(value in run.stderr for value in environment.values()), run.stderr
    first = Backend(EXECUTABLE, folder / "first")
    second = subprocess.run([EXECUTABLE, "--journal", folder / "second", "--port", str(first.port)], env=bare,
                            capture_output=True, text=True, timeout=30)
    assert second.returncode == 1 and f"cannot listen at 127.0.0.1, port {first.port}: " in second.stderr, second
    # What is not set is off, and said to be.
    for name in secrets:
        assert f"{name} is not set" in second.stderr, second
    assert first.stop() == 0, first.log


CHECKS = [check_options, check_webhooks, check_kills, check_recorder, check_streams, check_missed, check_leaving,
          check_shutdown, check_limits, check_bot]


def main():
    with tempfile.TemporaryDirectory() as folder:
        for check in CHECKS:
            start = time.monotonic()
            check(pathlib.Path(folder))
            print(f"backend: {check.__name__}: {check.__doc__} ({time.monotonic() - start:.1f} s)")


if __name__ == "__main__":
    main()
