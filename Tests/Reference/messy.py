#!/usr/bin/env python3
"""Write a messy log of call events to standard output: same arguments, same bytes.

    messy.py SEED SESSIONS [--clean] [--truncated] [--shuffle SEED2]

--clean      no unreadable line (events lost, repeated, late and contradictory all the same)
--truncated  the last line is cut off and has no line feed
--shuffle    the same lines (byte for byte) in another order; a cut-off line stays last
"""
import argparse
import json
import random
import sys
from datetime import datetime, timedelta, timezone

MS, S = 10**6, 10**9                       # nanoseconds; every time here is in whole nanoseconds
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
BASE = (datetime(2026, 3, 1, 10, tzinfo=timezone.utc) - EPOCH) // timedelta(seconds=1) * S
MIB = 1 << 20

MESSAGES = [
    "Dialin codec did not match, using fallback.",
    "dial-out not enabled for room. add enable_dialout property to room",
    "International dialout not supported. Contact sales to enable it for your domain",
    "unable to start dialout (is dialout enabled? are you a room owner or participant admin?)",
    "", "a", "B", "busy +14155550123", "sip:someone@example.com did not answer", 'quote " backslash \\ slash /',
    "two\nlines\tand a tab", "nul \u0000 inside", "caf\u00e9", "cafe\u0301", "\uff5e wide tilde", "\U0001f600 face",
    "line\u2028separator", "lone \ud83d surrogate", "lone \ufffd surrogate", "\u7dda\u8def\u7570\u5e38",
]
PROVIDERS = ["daily", "daily", "daily", "twilio-x", "Daily", "d\u00e4ily", "\u0000odd"]
WEBHOOK_KEYS = {"sessionId": "session_id", "errorMsg": "error_msg"}


class Raw(str):
    """JSON text to be written as it is."""


def snake(key):
    return "".join("_" + c.lower() if c.isupper() else c for c in key)


class Messy:
    def __init__(self, seed, clean):
        self.rng = random.Random(seed)
        self.clean = clean
        self.lines = []              # (delivery time, bytes)
        self.samples = []            # good lines, to be broken
        self.call_ids = []
        self.endpoints = [f"sip:room-{i}@{host}" for i, host in
                          enumerate(["sip.daily.co", "Sip.Daily.Co", "example.com:5060", "10.0.0.7", "sip.daily.co"])]
        self.endpoints += ["sip:Room-0@sip.daily.co", "sip:bare.example.org"]   # the user's case counts; no user

    def chance(self, p):
        return self.rng.random() < p

    # ---- stamps ------------------------------------------------------------------------------

    def rfc3339(self, t, digits):
        minutes = self.rng.choice([None, None, None, 0, 330, -480, 840, -720, 345, 60])
        moment = EPOCH + timedelta(seconds=t // S + (minutes or 0) * 60)
        text = moment.strftime("%Y-%m-%dT%H:%M:%S")
        if digits:
            text += "." + f"{t % S:09d}"[:digits]
        if minutes is None:
            return text + "Z"
        sign = "-" if minutes < 0 or (minutes == 0 and self.chance(0.3)) else "+"
        return f"{text}{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"

    def decimal(self, t, digits):
        """Seconds with `digits` of a fraction, never halfway between two milliseconds."""
        fraction = f"{t % S:09d}"[:digits]
        if digits > 3 and fraction[3:].rstrip("0") == "5":
            fraction = fraction[:3] + "4" * (digits - 3)
        return f"{t // S}.{fraction}"

    def stamp(self, t, style=None):
        """Some spelling of the time t; coarse styles cut the rest off."""
        rng = self.rng
        style = style or rng.choice(["rfc0", "rfc3", "rfc3", "rfc3", "rfcn", "int", "int-text", "float3", "float3",
                                     "floatn", "float-text", "ms", "ms", "ms-text", "ms-float", "float-whole", "exp"])
        if style.startswith("rfc"):
            return self.rfc3339(t, rng.randint(1, 9) if style == "rfcn" else int(style[3:]))
        seconds, ms = t // S, t // MS
        return {
            "int": lambda: Raw(seconds), "int-text": lambda: str(seconds),
            "float3": lambda: Raw(self.decimal(t, 3)), "floatn": lambda: Raw(self.decimal(t, rng.randint(1, 6))),
            "float-text": lambda: self.decimal(t, rng.randint(1, 9)),
            "ms": lambda: Raw(ms), "ms-text": lambda: str(ms), "ms-float": lambda: Raw(f"{ms}.{rng.choice([0, 25, 75])}"),
            "float-whole": lambda: Raw(f"{seconds}.0"),
            "exp": lambda: Raw(f"{str(seconds)[0]}.{str(seconds)[1:]}{t // MS % 1000:03d}e{rng.choice(['', '+', '0'])}9"),
        }[style]()

    def exact_stamp(self, t):
        """Some spelling of the same whole millisecond as ⌊t⌋; for a whole second also the coarse ones."""
        t = t // MS * MS
        styles = ["rfc3", "rfc6", "rfc9", "float3", "ms", "ms-text"]
        if t % S == 0:
            styles += ["rfc0", "int", "int-text", "float-whole", "rfc1"]
        return self.stamp(t, self.rng.choice(styles))

    # ---- JSON --------------------------------------------------------------------------------

    def dump(self, value, ascii_only=None):
        rng = self.rng
        if ascii_only is None:
            ascii_only = self.chance(0.4)
        gap = rng.choice(["", "", "", " ", "  ", "\t"])
        if isinstance(value, Raw):
            return str(value)
        if isinstance(value, dict):
            items = list(value.items())
            if self.chance(0.3):
                rng.shuffle(items)
            return "{" + ("," + gap).join(f"{self.dump(k, ascii_only)}:{gap}{self.dump(v, ascii_only)}"
                                          for k, v in items) + gap + "}"
        if isinstance(value, list):
            return "[" + ("," + gap).join(self.dump(v, ascii_only) for v in value) + "]"
        if isinstance(value, str):
            lone = any("\ud800" <= c <= "\udfff" for c in value)
            text = json.dumps(value, ensure_ascii=ascii_only or lone)
            if self.chance(0.05):
                text = text.replace("/", "\\/")
            if value and value[0].isascii() and value[0].isalnum() and self.chance(0.02):
                text = f'"\\u{ord(value[0]):04{rng.choice("xX")}}' + text[2:]
            return text
        return json.dumps(value)

    # ---- one event in some wire form -----------------------------------------------------------

    def key(self, name):
        aliases = {"sessionId": ["sessionId"] * 6 + ["session_id", "participantId"],
                   "errorMsg": ["errorMsg"] * 3 + ["error_msg", "message", "message"],
                   "actionTraceId": ["actionTraceId", "traceId", "action_trace_id"]}
        return self.rng.choice(aliases.get(name, [name] * 4 + [snake(name)]))

    def client_object(self, event):
        """Forms 1, 2, 5, without a stamp."""
        rng = self.rng
        out = {"action": event["name"]}
        if self.chance(0.7):
            out["callClientId"] = "17225364729060.9442072768918943"
        for name, value in event["fields"].items():
            out[self.key(name)] = value
        if "sessionId" in out and self.chance(0.05):     # a later alias does not count
            out[rng.choice(["session_id", "participantId"])] = "not-this-one"
        if "session_id" in out and "sessionId" not in out and self.chance(0.3):   # null is absent
            out["sessionId"] = None
        if "errorMsg" in out and self.chance(0.1):
            out["message"] = "not this one"
        if self.chance(0.1):
            out[rng.choice(["userId", "sipFrom", "origin", "callerId"])] = rng.choice([None, 7, [], {"a": 1}, True])
        for name in ("provider", "sipCallId", "sipEndpoint"):
            if name not in out and snake(name) not in out and self.chance(0.05):
                out[name] = rng.choice([None, 5, ["x"], {"x": "y"}, False])
        if self.chance(0.1):
            out["unknown" + rng.choice(["", "Key"])] = rng.choice([1, "x", None, {"deep": [{"er": [1, 2]}]}, "}{]["])
        return out

    def webhook_object(self, event, t, exact):
        rng = self.rng
        payload = {"domain_id": "04b89420-cf8b-4ea5-a428-02c40b0e2a59", "room": "my-room"}
        for name, value in event["fields"].items():
            if name in ("sessionId", "errorMsg", "sipEndpoint", "sipFrom", "sipHeaders", "userId", "destination",
                        "origin", "callerId", "displayName"):
                payload[WEBHOOK_KEYS.get(name, snake(name))] = value
        if event["name"] == "dialout-warning":
            payload.pop("error_msg", None)
        out = {"version": "1.0.0", "type": event["name"].replace("-", ".", 1),
               "id": f"2868-{rng.choice(['dial-in-con', 'dial-out-stop'])}-{rng.randrange(10**6)}", "payload": payload}
        spell = self.exact_stamp if exact else self.stamp
        how = rng.random()
        if exact or how < 0.3:
            payload["timestamp"] = spell(t)
        elif how < 0.8:
            payload["timestamp"] = rng.choice([str(t // S), Raw(t // S)])
        if not exact and self.chance(0.1):
            payload["timestamp"] = None
        out["event_ts"] = Raw(self.decimal(t + rng.randrange(1000) * MS, 3)) if payload.get("timestamp") else spell(t)
        return out

    def write(self, event, t, source, delay, exact=False, sample=True):
        """One line. `exact`: the millisecond of t is kept, whatever the spelling."""
        stamp = self.exact_stamp(t) if exact else self.stamp(t)
        if source == "webhook":
            out = self.webhook_object(event, t, exact)
        else:
            out = self.client_object(event)
            out["timestamp"] = stamp
        if self.chance(0.2):
            if source != "webhook" and self.chance(0.6):
                del out["timestamp"]
                out = {"timestamp": stamp, "event": out}
            else:                                       # the event's own stamp wins
                out = {"timestamp": self.stamp(t + 5 * S), "event": out}
            if self.chance(0.2):
                out["recorder"] = "r1"
        line = self.dump(out).encode()
        if self.chance(0.05):
            line = b" " + line + b"\t "
        if sample:
            self.samples.append((line, out))
        self.put(t + delay, line)

    def put(self, when, line):
        if self.chance(0.1) and len(line) < 10**5:
            line += b"\r"
        self.lines.append((when, line))

    # ---- sessions --------------------------------------------------------------------------------

    def spelt_endpoint(self, endpoint):
        """Another spelling of the same endpoint."""
        rng = self.rng
        user, at, host = endpoint.removeprefix("sip:").rpartition("@")
        host = rng.choice([host, host, host.upper(), host.capitalize(), host.lower()])
        return (rng.choice(["sip:", "sip:", "sips:", "", "SIP:"]) + user + at + host
                + rng.choice(["", "", ";transport=tcp", ";transport=UDP;lr", ";user=phone?Subject=Hello"])
                + ("" if rng.random() < 0.9 else "?X-A=1"))

    def gap(self):
        rng = self.rng
        return rng.choice([0, 0, MS, 2 * MS, rng.randrange(1000) * MS, rng.randrange(S), S, rng.randrange(60) * S,
                           rng.randrange(30 * S), rng.randrange(300 * S)])

    def session_id(self, index):
        rng = self.rng
        odd = rng.random()
        if odd < 0.02:
            return f"s\u00e9ance-{index // 10}"
        if odd < 0.04:
            return f"se\u0301ance-{index // 10}"
        if odd < 0.06:
            return rng.choice(["\uff5e", "\U0001f600", "A", "a", "Z"]) + f"-{index}"
        return "%08x-%04x-%04x-%04x-%012x" % tuple(rng.getrandbits(b) for b in (32, 16, 16, 16, 48))

    def session(self, index, many_warnings):
        rng = self.rng
        direction = rng.choice(["dialin", "dialout"])
        names = {
            "dialin": [["connected", "stopped"]] * 5 + [["connected", "warning", "stopped"]] * 2
            + [["connected"], ["stopped"], ["connected", "error", "stopped"], ["error"], ["warning"],
               ["connected", "warning", "error"]],
            "dialout": [["requested", "connected", "answered", "stopped"]] * 4
            + [["requested", "connected", "answered", "stop-requested", "stopped"]] * 3
            + [["requested", "connected", "stopped"]] * 2 + [["connected", "answered", "stopped"]] * 2
            + [["requested", "answered", "stopped"], ["requested", "error"], ["requested", "connected", "error", "stopped"],
               ["requested", "stop-requested", "stopped"], ["connected", "warning", "answered"], ["requested"],
               ["connected", "answered", "stop-requested", "error", "stopped"]],
        }[direction]
        plan = [f"{direction}-{n}" for n in rng.choice(names)]
        if self.chance(0.35):                                     # contradictions
            for _ in range(rng.randint(1, 4)):
                n = rng.choice(["connected", "answered", "stopped", "error", "warning", "requested", "stop-requested"])
                d = rng.choice([direction] * 4 + ["dialin", "dialout"])
                if n in ("answered", "requested", "stop-requested"):
                    d = "dialout"
                plan.insert(rng.randint(0, len(plan)), f"{d}-{n}")
        if self.chance(0.15):
            i, j = rng.randrange(len(plan)), rng.randrange(len(plan))
            plan[i], plan[j] = plan[j], plan[i]
        if many_warnings:
            spot = rng.randint(0, len(plan))
            plan[spot:spot] = [f"{direction}-warning"] * rng.randint(62, 100)

        session = self.session_id(index)
        start = BASE + rng.randrange(3600) * S + rng.choice([0, 0, rng.randrange(S)])
        call_id = f"call-{rng.randrange(10**6)}@sip.daily.co"
        if self.call_ids and self.chance(0.08):                   # two sessions, one sipCallId
            call_id = rng.choice(self.call_ids)[0]
        endpoint = rng.choice(self.endpoints)
        provider = rng.choice(PROVIDERS)
        observers = rng.choice([["client"]] * 3 + [["webhook"]] + [["client", "webhook"]] * 3)
        lag = {"client": rng.choice([0, 0, 3 * MS, 250 * MS]), "webhook": rng.choice([0, 0, 40 * MS, 900 * MS])}
        self.call_ids.append((call_id, start, direction))

        t, events = start, []
        for name in plan:
            events.append((name, t))
            t += rng.choice([0, MS, 17 * MS, S]) if many_warnings and name.endswith("warning") else self.gap()
        for name, t in events:
            kind = name.split("-", 1)[1]
            fields = {"sessionId": session}
            if kind in ("requested", "stop-requested"):
                if kind == "requested" and self.chance(0.6):
                    fields["destination"] = "+14155550123"
                sources = ["application"]
            else:
                sources = observers
                if self.chance(0.85):
                    fields["provider"] = provider if self.chance(0.95) else rng.choice(PROVIDERS)
                if kind != "warning" and self.chance(0.8):
                    fields["sipCallId"] = call_id if self.chance(0.96) else "other-" + call_id
                if kind in ("connected", "stopped") and name.startswith("dialin") and self.chance(0.85):
                    fields["sipEndpoint"] = self.spelt_endpoint(endpoint)
                if name.startswith("dialin") and self.chance(0.3):
                    fields["sipFrom"] = "sip:caller@example.com"
                    fields["sipHeaders"] = {"X-New-Hdr": "myhdr", "X-N": ["1", {"a": None}]}
                if name.startswith("dialout") and self.chance(0.3):
                    fields["destination"], fields["callerId"] = "+12098888888", "34b0eb2b"
                if kind in ("error", "warning") and self.chance(0.9):
                    fields["errorMsg"] = rng.choice(MESSAGES)
                if kind == "error" and self.chance(0.4):
                    fields["type"] = rng.choice(["start-failed", None, "some-new-type"])
                if kind == "error" and self.chance(0.3):
                    fields["details"] = {"destination": "+12098888888"}
            for source in sources:
                if self.chance(0.06):
                    continue                                      # lost
                self.observe({"name": name, "fields": fields}, t + lag.get(source, 0), source)

    def observe(self, event, t, source):
        """An event as one observer delivers it: perhaps late, perhaps repeated in another spelling."""
        rng = self.rng
        late = rng.choice([0] * 8 + [rng.randrange(3 * S), rng.randrange(600 * S)])
        if source == "webhook":
            late += rng.randrange(2 * S)
        if self.chance(0.8):
            self.write(event, t, source, late)
            if self.chance(0.1):                                  # the very same bytes again
                self.put(t + late + rng.randrange(60 * S), self.lines[-1][1].rstrip(b"\r"))
            return
        if self.chance(0.4):
            t = t // S * S                                        # a whole second has more spellings
        for _ in range(rng.randint(1, 3)):
            fields = dict(event["fields"])
            for name in list(fields):
                if name not in ("sessionId", "errorMsg") and self.chance(0.3):
                    del fields[name]
            for name in ("provider", "sipCallId"):
                if name in fields and self.chance(0.1) and ("sessionId" in fields or name == "provider"):
                    fields[name] = rng.choice(["0", "zz", "\u00e9", "\uff5e", "\U0001f600"]) + fields[name]
            self.write({"name": event["name"], "fields": fields}, t, source, late, exact=True)
            late += rng.randrange(60 * S)

    # ---- everything around the sessions --------------------------------------------------------------

    def endpoints_ready(self):
        rng = self.rng
        starts = [start for _, start, direction in self.call_ids if direction == "dialin"] or [BASE]
        for endpoint in self.endpoints[:-1] if self.chance(0.5) else self.endpoints:
            for _ in range(rng.randint(0, 6)):
                t = rng.choice(starts) + rng.choice([0, MS, -MS, -S, S, -rng.randrange(600 * S), rng.randrange(600 * S)])
                fields = {"sipEndpoint": self.spelt_endpoint(endpoint), "provider": "daily"}
                if self.chance(0.03):
                    del fields["sipEndpoint"]
                self.write({"name": "dialin-ready", "fields": fields}, t, rng.choice(["client", "client", "webhook"]),
                           rng.choice([0, 0, rng.randrange(900 * S)]), exact=self.chance(0.3))

    def sessionless(self, count):
        rng = self.rng
        for _ in range(count):
            call_id, start, _ = rng.choice(self.call_ids) if self.call_ids else ("none", BASE, "")
            kind = rng.choice(["error", "error", "warning"])
            fields = {"provider": "daily"}
            if self.chance(0.85):
                fields["errorMsg"] = rng.choice(MESSAGES)
            if self.chance(0.75):
                fields["sipCallId"] = call_id if self.chance(0.8) else f"nobody-{rng.randrange(100)}"
            if self.chance(0.05):
                fields["sessionId"] = None
            source = rng.choice(["client", "client", "client", "webhook"])
            self.observe({"name": f"dialout-{kind}", "fields": fields}, start + self.gap(), source)

    def foreign(self, count):
        rng = self.rng
        for _ in range(count):
            t = BASE + rng.randrange(3600 * S)
            out = rng.choice([
                {"action": "dtmf-event", "sessionId": "x", "tone": "5", "timestamp": self.stamp(t)},
                {"action": "dtmf-event"}, {"action": "dialin-answered", "sessionId": "x", "timestamp": self.stamp(t)},
                {"action": "participant-joined", "timestamp": "whenever"}, {"action": "Dialin-Connected", "sessionId": "x"},
                {"version": "1.0.0", "type": "calltransfer.started", "payload": {"session_id": "x"}, "event_ts": Raw(t // S)},
                {"version": "1.0.0", "type": "recording.started", "id": "r", "payload": {}},
                {"timestamp": self.stamp(t), "event": {"action": "dtmf-event", "event": {"action": "dialin-stopped"}}},
                {"action": "calltransfer.completed", "event": {"action": "dialout-stopped", "sessionId": "x"}},
            ])
            self.put(t, self.dump(out).encode())

    def blanks(self, count):
        for _ in range(count):
            self.lines.append((BASE + self.rng.randrange(3600 * S), self.rng.choice([b"", b"\r", b"  ", b"\t \r"])))

    def edge_of_fine(self):
        """Lines at the limits that are still read."""
        rng = self.rng
        t = BASE + rng.randrange(3600 * S)
        deep = "[" * 62 + "]" * 62
        self.put(t, ('{"action":"dialout-connected","sessionId":"edge-deep","timestamp":%d,"x":{"y":%s},"z":"%s"}'
                     % (t // MS, deep, "[{" * 80)).encode())
        if self.chance(0.15):
            head = b'{"action":"dialin-connected","sessionId":"edge-long","timestamp":%d,"filler":"' % (t // MS)
            self.put(t, head + b"x" * (MIB - len(head) - 2) + b'"}')

    def malformed(self, count):
        rng = self.rng
        if not self.samples:
            return
        makers = [self.not_json, self.not_json, self.not_object, self.too_deep, self.not_utf8, self.bad_field, self.bad_field,
                  self.bad_stamp, self.bad_stamp]
        for _ in range(count):
            line = rng.choice(makers)(*rng.choice(self.samples))
            self.put(BASE + rng.randrange(3600 * S), line)
        if self.chance(0.2):
            line = rng.choice(self.samples)[0].strip()
            filler = b'{"filler":"' + b"y" * MIB + b'",'
            self.put(BASE + rng.randrange(3600 * S), filler + line[1:])

    def not_json(self, line, _):
        rng = self.rng
        line = line.strip()
        return rng.choice([
            lambda: line[:rng.randint(1, len(line) - 1)].decode("utf-8", "ignore").encode(), lambda: line + b"}",
            lambda: line + line, lambda: line[:-1] + b",}", lambda: line.replace(b'"', b"'"), lambda: b"hello, world",
            lambda: line[:-1] + b',"n":NaN}', lambda: line[:-1] + b',"n":-Infinity}', lambda: line[:-1] + b',"n":01}',
            lambda: line[:-1] + b',"n":"a\tb"}', lambda: line[:-1] + b',"n":"\\x41"}', lambda: line[:-1] + b',"n":.5}',
            lambda: line[:-1] + b',"n":1.}', lambda: line[:-1] + b',"n":+1}', lambda: line[:-1] + b',"n":tru}',
            lambda: b"// " + line, lambda: line + b" trailing", lambda: line[:-1] + b',n:1}', lambda: line + b"\x00",
            lambda: line[:-1] + b',"n":"\\u12"}', lambda: line[:-1] + b" \"n\":1}", lambda: b"\x1e" + line,
        ])()

    def not_object(self, line, _):
        return self.rng.choice([b"[" + line.strip() + b"]", b'"text"', b"12", b"null", b"true", b"[]", b"-0.5e3"])

    def too_deep(self, line, _):
        depth = self.rng.choice([64, 65, 100, 700, 5000])        # inside an object: one more
        opening, closing = self.rng.choice([(b"[", b"]"), (b'{"d":', b"}")])
        return line.strip()[:-1] + b',"deep":' + opening * depth + b"0" + closing * depth + b"}"

    def not_utf8(self, line, _):
        bad = self.rng.choice([b"\xff", b"\xc3(", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf5\x80\x80\x80", b"\xe2\x82", b"\x80"])
        return line.strip()[:-1] + b',"bad":"' + bad + b'"}'

    def bad_field(self, *_):
        rng = self.rng
        t = BASE + rng.randrange(3600 * S)
        some = {"sessionId": "never-seen", "timestamp": self.stamp(t)}
        return self.dump(rng.choice([
            {"action": "dialin-stopped", "timestamp": self.stamp(t)},                          # no session
            {"action": "dialin-warning", "sessionId": None, "timestamp": self.stamp(t), "errorMsg": "x"},
            {"action": "dialin-error", "sessionId": 12, "timestamp": self.stamp(t)},
            {"action": "dialout-stop-requested", "timestamp": self.stamp(t)},
            {"action": "dialout-answered", "session": "x", "timestamp": self.stamp(t)},
            {"type": "dialout.answered", "payload": {"timestamp": self.stamp(t)}, "session_id": "x"},
            {"timestamp": self.stamp(t), "sessionId": "x", "event": {"action": "dialout-connected"}},
            {"action": "dialin-connected", "sessionId": "x"},                                  # no stamp
            {"action": "dialin-connected", "sessionId": "x", "timestamp": None},
            {"action": "dialin-ready", "sipEndpoint": "sip:a@b"},
            {"type": "dialin.stopped", "payload": {"session_id": "x"}, "timestamp": self.stamp(t)},
            {"recorder": "r1", "event": {"action": "dialout-error", "errorMsg": "x"}},
            some, {"event": some}, {"event": "dialin-connected", **some}, {"action": 5, **some},  # no action
            {"action": None, "type": None, **some}, {}, {"timestamp": self.stamp(t), "event": {"event": {"action": "dtmf-event"}}},
        ])).encode()

    def bad_stamp(self, _, out):
        stamp = self.rng.choice([
            "yesterday", "", "2026-03-01", "2026-03-01T10:00:00", "2026-13-01T10:00:00Z", "2026-02-30T10:00:00Z",
            "2026-03-01T24:00:00Z", "2026-03-01T10:60:00Z", "2026-03-01T10:00:00.1234567891Z", "2026-03-01T10:00:00.Z",
            "2026-03-01T10:00:00+0100", "2026-03-01T10:00:00+25:00", "1969-12-31T23:59:59Z", "2200-01-02T00:00:00Z",
            "2026-3-1T10:00:00Z", "2026-03-01T10:00:00Zulu", "\u0662\u0660\u0662\u0666-03-01T10:00:00Z", "0x6789abcd",
            "-5", "1728036610s", "NaN", "inf", "9e99", "\u0661\u0667\u0662\u0668", "99999999999999999999999999", "12,5",
            Raw("-1"), Raw("-0.5"), Raw("7258204800"), Raw("99999999999"), Raw("1e20"), Raw("1e400"), Raw("7258204800000"),
            Raw("123456789012345678901234567890"), True, False, [], [1728036610], {"seconds": 1}])
        out = dict(out["event"] if "event" in out else out)
        if "payload" in out:
            out["payload"] = {**out["payload"], "timestamp": stamp}
        else:
            out["timestamp"] = stamp
        return self.dump(out).encode()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("seed", type=int)
    parser.add_argument("sessions", type=int)
    parser.add_argument("--clean", action="store_true")
    parser.add_argument("--truncated", action="store_true")
    parser.add_argument("--shuffle", type=int, metavar="SEED2")
    options = parser.parse_args()

    messy = Messy(options.seed, options.clean)
    rng, n = messy.rng, options.sessions
    for i in range(n):
        messy.session(i, many_warnings=i == 3 or messy.chance(0.02))
    messy.endpoints_ready()
    messy.sessionless(n // 4)
    messy.foreign(n // 10)
    messy.blanks(n // 20)
    messy.edge_of_fine()
    if not options.clean:
        messy.malformed(max(3, n // 5))
    lines = [line for _, line in sorted(messy.lines, key=lambda pair: pair[0])]
    mark = b"\xef\xbb\xbf" if messy.chance(0.3) else b""
    no_last_feed = options.clean and messy.chance(0.3)      # unterminated, but a whole line
    last = rng.choice(messy.samples)[0].strip() if messy.samples else b'{"action":"dtmf-event"}'
    last = last[:rng.randint(1, len(last) - 1)]             # may end inside a character
    if options.shuffle is not None:
        random.Random(options.shuffle).shuffle(lines)
    data = mark + b"\n".join(lines)
    if options.truncated:
        data += b"\n" + last
    elif not (no_last_feed and lines and lines[-1].strip()):
        data += b"\n"
    sys.stdout.buffer.write(data)


if __name__ == "__main__":
    main()
