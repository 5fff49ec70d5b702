#!/usr/bin/env python3
"""A slow reference for the command: collect the set of events, sort it, fold it, print it.

    reference.py LOG.jsonl      ("-" reads standard input)

Standard output: the JSON lines of Docs/Timelines.md, unmasked.  Standard error: one JSON object per refused
line, then the counts.  Exit status 65 if a line was refused, else 0.
"Choice:" marks a place where the guides leave one.
"""
import json
import re
import sys
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation, ROUND_HALF_UP
from typing import Optional

MAX_LINE_BYTES = 1 << 20          # 1.2 "longer than 1 MiB"
MAX_DEPTH = 64                    # 1.2 "nests deeper than 64"; the outermost object is depth 1
MAX_WARNINGS = 64                 # 3 "At most 64 warnings per session are kept"
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
FIRST_MS = 0                                             # 1.1 "Between 1970 and 2200"
LIMIT_MS = (datetime(2200, 1, 1, tzinfo=timezone.utc) - EPOCH) // timedelta(milliseconds=1)
SECOND, MILLISECOND = 1000, 1     # the two resolutions, in milliseconds

# --------------------------------------------------------------------------- Docs/StateMachine.md: the table

# 3 "then rank (requested, connected, answered, warning, stop-requested, error, stopped)"
COLUMNS = ("requested", "connected", "answered", "warning", "stop-requested", "error", "stopped")
RANK = {column: i for i, column in enumerate(COLUMNS)}
TABLE = {  # state: one cell per column, "verdict" or "verdict>new state"
    "ready": ("stay", "advance>connected", "skip>answered", "stay", "stay", "advance>failed", "skip>stopped"),
    "connected": ("redundant", "redundant", "advance>answered", "stay", "stay", "advance>failed", "advance>stopped"),
    "answered": ("redundant", "redundant", "redundant", "stay", "stay", "advance>failed", "advance>stopped"),
    "stopped": ("illegal", "illegal", "illegal", "illegal", "redundant", "illegal", "redundant"),
    "failed": ("illegal", "illegal", "illegal", "illegal", "redundant", "redundant", "stay"),
}
FINAL_STATES = ("stopped", "failed")

DIALIN_READY = "dialin-ready"
KINDS = {  # event name: (direction, column)
    **{f"dialin-{c}": ("dial-in", c) for c in ("connected", "stopped", "error", "warning")},
    **{f"dialout-{c}": ("dial-out", c) for c in ("connected", "answered", "stopped", "error", "warning")},
    "dialout-requested": ("dial-out", "requested"),
    "dialout-stop-requested": ("dial-out", "stop-requested"),
}
APPLICATION_ACTIONS = ("dialout-requested", "dialout-stop-requested")
WEBHOOK_TYPES = {name.replace("-", ".", 1): name for name in (*KINDS, DIALIN_READY) if name not in APPLICATION_ACTIONS}
# 1 table: the session ID is optional for these, absent for dialin-ready, else required.
SESSION_OPTIONAL = ("dialout-error", "dialout-warning")
# 3 "then source (client, webhook, application)"; a native SDK event is a client event.
CLIENT, WEBHOOK, APPLICATION = 0, 1, 2


def step(direction, state, event):
    """The verdict on `event` in `state`, and the state after it."""
    event_direction, column = KINDS[event.name]
    if event_direction != direction:     # 2 "any dial-out event is illegal, and vice versa"
        return "illegal", state
    verdict, _, new_state = TABLE[state][RANK[column]].partition(">")
    return verdict, new_state or state


# --------------------------------------------------------------------------- Docs/Events.md: reading

class Refused(Exception):
    """A line that is refused; its text is the reason."""


@dataclass(frozen=True)
class Event:
    name: str
    session: Optional[str]
    ms: int
    source: int
    message: Optional[str]
    # Outside the identity; only the details that a timeline shows or needs are kept here.
    resolution: int
    provider: Optional[str]
    sip_call_id: Optional[str]
    sip_endpoint: Optional[str]

    @property
    def identity(self):
        """3 "Identity: kind, session, stamp, wire source and message." The stamp is its milliseconds."""
        return (self.name, self.session, self.ms, self.source, self.message)

    @property
    def column(self):
        return KINDS[self.name][1]


def text_key(text):
    """Byte order with none first. Code point order of Python strings is UTF-8 byte order."""
    return (text is not None, text or "")


# 1.1 "RFC 3339 text with an offset or Z and up to nine fraction digits"
RFC3339 = re.compile(r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?"
                     r"(?:[Zz]|([+-])(\d\d):(\d\d))", re.ASCII)
NUMERIC_TEXT = re.compile(r"-?\d+(?:\.(\d+))?", re.ASCII)


def whole_ms(exact):
    """1.1 "kept in whole milliseconds, rounded to the nearest". Choice: a tie goes up."""
    if not FIRST_MS - 1 < exact < LIMIT_MS + 1:
        raise Refused("bad-stamp")
    ms = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    if not FIRST_MS <= ms < LIMIT_MS:
        raise Refused("bad-stamp")
    return ms


def number_stamp(number, has_fraction):
    """1.1 "Unix seconds ...; a number of 1e11 or more is milliseconds". Choice: those are 1 ms."""
    if number >= Decimal("1e11"):
        return whole_ms(number), MILLISECOND
    return whole_ms(number * 1000), MILLISECOND if has_fraction else SECOND


def parse_stamp(value):
    """A present stamp as (milliseconds, resolution)."""
    if isinstance(value, Decimal):       # a JSON number: 1728036610.0 is a whole number of seconds
        if not value < Decimal("1e20") or value < 0:
            raise Refused("bad-stamp")
        return number_stamp(value, value != value.to_integral_value())
    if not isinstance(value, str):
        raise Refused("bad-stamp")
    numeric = NUMERIC_TEXT.fullmatch(value)
    if numeric:                          # Choice: "1728036610.000" is text with a fraction, so 1 ms
        if len(value) > 60:
            raise Refused("bad-stamp")
        return number_stamp(Decimal(value), numeric[1] is not None)
    match = RFC3339.fullmatch(value)
    if not match:
        raise Refused("bad-stamp")
    year, month, day, hour, minute, second = map(int, match.groups()[:6])
    fraction, sign, offset_hours, offset_minutes = match.groups()[6:]
    if second > 60 or (sign and (int(offset_hours) > 23 or int(offset_minutes) > 59)):
        raise Refused("bad-stamp")
    try:  # Choice: a leap second :60 is the first instant of the next minute
        local = datetime(year, month, day, hour, minute, tzinfo=timezone.utc)
    except ValueError:
        raise Refused("bad-stamp") from None
    seconds = (local - EPOCH) // timedelta(seconds=1) + second
    if sign:
        offset = int(offset_hours) * 3600 + int(offset_minutes) * 60
        seconds -= offset if sign == "+" else -offset
    exact = (Decimal(seconds) + Decimal("0." + (fraction or "0"))) * 1000
    return whole_ms(exact), MILLISECOND if fraction else SECOND


def snake_case(key):
    return re.sub(r"[A-Z]", lambda m: "_" + m[0].lower(), key)


# 1.1 "Aliases, the first present wins"
ALIASES = {"sessionId": ("sessionId", "session_id", "participantId"),
           "errorMsg": ("errorMsg", "error_msg", "message")}


def text_field(fields, key):
    """The first alias of `key` that holds a string; null and a wrong type count as absent."""
    for alias in ALIASES.get(key, (key, snake_case(key))):
        value = fields.get(alias)
        if isinstance(value, str):
            return re.sub("[\ud800-\udfff]", "\ufffd", value)   # a lone surrogate escape
    return None


def decode(line):
    """The event of one JSON object, or None for a foreign one (1.1), or Refused (1.2)."""
    wrapper = {}
    inner = line.get("event")
    # Form 4. Choice: an object with its own action or type is never a wrapper; one level only.
    if isinstance(inner, dict) and not any(isinstance(line.get(k), str) for k in ("action", "type")):
        wrapper, line = line, inner

    if isinstance(line.get("action"), str):                    # forms 1, 2, 5
        name, fields = line["action"], line
        source = APPLICATION if name in APPLICATION_ACTIONS else CLIENT
        stamps = [line.get("timestamp")]
    elif isinstance(line.get("type"), str):                    # form 3
        name, source = WEBHOOK_TYPES.get(line["type"]), WEBHOOK
        fields = line["payload"] if isinstance(line.get("payload"), dict) else {}
        stamps = [fields.get("timestamp"), line.get("event_ts")]
    else:
        raise Refused("no-action")
    if name not in KINDS and name != DIALIN_READY:
        return None          # 1.1 "any other action are foreign: counted, never an error"

    stamps.append(wrapper.get("timestamp"))   # "serves an event that has none of its own"
    present = [stamp for stamp in stamps if stamp is not None]
    if not present:
        raise Refused("no-stamp")
    ms, resolution = parse_stamp(present[0])  # Choice: a present but bad stamp is never passed over

    session = None if name == DIALIN_READY else text_field(fields, "sessionId")
    session = session or None                 # Choice: an empty session ID is none
    if session is None and name != DIALIN_READY and name not in SESSION_OPTIONAL:
        raise Refused("no-session")
    # Choice: only errors and warnings have a message; elsewhere it is an unknown key.
    has_message = name in KINDS and KINDS[name][1] in ("error", "warning")
    # Choice: an empty identifier identifies nothing.
    return Event(name, session, ms, source, text_field(fields, "errorMsg") if has_message else None, resolution,
                 text_field(fields, "provider"), text_field(fields, "sipCallId") or None,
                 text_field(fields, "sipEndpoint") or None)


def depth(text):
    deepest = level = 0
    for token in re.finditer(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[{]|[\]}]', text, re.DOTALL):
        if token[0] in "[{":
            level += 1
            deepest = max(deepest, level)
        elif token[0] in "]}":
            level -= 1
    return deepest


def json_number(text):
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("Infinity")


def no_constant(name):
    raise ValueError(name)       # NaN and Infinity are not JSON


def parse_line(raw, unterminated):
    """The JSON object of one line, or Refused (1.2)."""
    if len(raw) > MAX_LINE_BYTES:
        raise Refused("too-long")
    # 1.2 "A last line cut off by a crash is reported as truncated". Choice: one without a line
    # feed that is not UTF-8 or not JSON.
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("truncated" if unterminated else "not-utf8") from None
    if depth(text) > MAX_DEPTH:
        raise Refused("too-deep")
    try:
        value = json.loads(text, parse_int=json_number, parse_float=json_number, parse_constant=no_constant)
    except ValueError:
        raise Refused("truncated" if unterminated else "not-json") from None
    if not isinstance(value, dict):
        raise Refused("not-object")
    return value


def read_log(data):
    """(accepted events, refused [(line number, reason)], foreign count, blank count)"""
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    last_is_unterminated = lines[-1] != b""
    if not last_is_unterminated:
        lines.pop()
    events, refused, foreign, blank = [], [], 0, 0
    for number, raw in enumerate(lines, 1):
        raw = raw.removesuffix(b"\r")
        if not raw.strip(b" \t\r"):
            blank += 1
            continue
        try:
            event = decode(parse_line(raw, last_is_unterminated and number == len(lines)))
        except Refused as refusal:
            refused.append((number, str(refusal)))
            continue
        if event is None:
            foreign += 1
        else:
            events.append(event)
    return events, refused, foreign, blank


# --------------------------------------------------------------------------- Docs/StateMachine.md: set, order, fold

def merge(a, b):
    """3 "the value present in one wins over none, and of two the lesser in byte order".
    Choice: of two resolutions the lesser, that is the finer."""
    def pick(x, y):
        return min((v for v in (x, y) if v is not None), default=None)
    return replace(a, resolution=min(a.resolution, b.resolution), provider=pick(a.provider, b.provider),
                   sip_call_id=pick(a.sip_call_id, b.sip_call_id), sip_endpoint=pick(a.sip_endpoint, b.sip_endpoint))


def as_set(events):
    """3 "Identical events count once"."""
    unique = {}
    for event in events:
        known = unique.get(event.identity)
        unique[event.identity] = merge(known, event) if known else event
    return list(unique.values())


def in_order(events):
    """One session's events in order, warnings beyond the 64th left out.
    Choice: R is of all events, also of the warnings left out; details come from those kept.
    Choice: the name ends the key (dialin-connected and dialout-connected may tie on all else)."""
    coarsest = max(event.resolution for event in events)
    kept, warnings = [], 0
    for event in sorted(events, key=lambda e: (e.ms // coarsest, RANK[e.column], e.resolution, e.ms,
                                               e.source, text_key(e.message), e.name)):
        warnings += event.column == "warning"
        if event.column != "warning" or warnings <= MAX_WARNINGS:
            kept.append(event)
    return kept


def first_detail(ordered, attribute):
    """3 "Each detail (provider, sipCallId, ...): the first in order that has it"."""
    return next((v for v in (getattr(e, attribute) for e in ordered) if v is not None), None)


def attribute_by_call_id(events):
    """3 "Without a session ID, a dial-out error or warning joins the one session with the same
    sipCallId". Choice: the sipCallId of a session is its detail, from the events that name the session;
    sessions of both directions count; events are first merged without a session, then joined, then merged."""
    events = as_set(events)
    sessions = defaultdict(list)
    for event in events:
        if event.session is not None:
            sessions[event.session].append(event)
    by_call_id = defaultdict(list)
    for session, members in sessions.items():
        by_call_id[first_detail(in_order(members), "sip_call_id")].append(session)
    unattributed = []
    for event in events:
        if event.session is None:
            candidates = by_call_id[event.sip_call_id] if event.sip_call_id is not None else []
            if len(candidates) == 1:
                sessions[candidates[0]].append(replace(event, session=candidates[0]))
            else:
                unattributed.append(event)
    return {session: as_set(members) for session, members in sessions.items()}, unattributed


def endpoint_key(uri):
    """3 "compared without sip:/sips:, parameters, query and case of the host"."""
    address = re.sub(r"^sips?:", "", uri, flags=re.IGNORECASE)
    user, at, host = address.partition("@")
    if not at:
        user, host = "", address
    return user + at + re.split("[;?]", host)[0].lower()     # the user's case and the port count


def latest_ready(endpoint, connected, ready_events):
    """3 "the latest ready stamp not after its connected stamp"; of equal stamps the finer."""
    if endpoint is None or connected is None:
        return None
    fitting = [r for r in ready_events if r.sip_endpoint is not None and r.ms <= connected.ms
               and endpoint_key(r.sip_endpoint) == endpoint_key(endpoint)]
    return max(fitting, key=lambda r: (r.ms, -r.resolution), default=None)


# --------------------------------------------------------------------------- Docs/Timelines.md: timelines

def utc(ms):
    moment = EPOCH + timedelta(milliseconds=ms)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{ms % 1000:03d}Z"


def duration(start, end):
    """4 "null where an end is unknown ... Never negative. uncertainty = the two resolutions added".
    Choice: a negative difference reads 0."""
    if start is None or end is None:
        return None
    return {"seconds": max(0, end.ms - start.ms) / 1000, "uncertainty": (start.resolution + end.resolution) / 1000}


def timeline(session, events, ready_events):
    ordered = in_order(events)
    direction = KINDS[ordered[0].name][0]      # 3 "that of the first event in order"
    state, transitions, illegal, redundant = "ready", [], [], 0
    reached = {}           # column or state: the first event whose transition noted or entered it
    for event in ordered:
        verdict, new_state = step(direction, state, event)
        if verdict == "illegal":
            illegal.append({"event": event.name, "state": state, "at": utc(event.ms)})
        elif verdict == "redundant":
            redundant += 1
        else:
            entry = {"event": event.name, "from": state, "to": new_state, "verdict": verdict, "at": utc(event.ms)}
            if event.column in ("error", "warning"):
                entry["message"] = event.message          # Choice: null when it has none
            transitions.append(entry)
            if event.column == "stop-requested" and not reached.get("end"):
                reached["stopRequestBeforeEnd"] = event
            if event.column == "requested":
                reached.setdefault("requested", event)
            if new_state != state:
                reached.setdefault(new_state, event)
                if new_state in FINAL_STATES:
                    reached.setdefault("end", event)
        state = new_state
    # Choice: connected, answered, requested are the stamps of transitions; redundant and illegal ones are not used.
    requested, connected, answered, end = map(reached.get, ("requested", "connected", "answered", "end"))
    ready = None
    if direction == "dial-in":
        ready = latest_ready(first_detail(ordered, "sip_endpoint"), connected, ready_events)

    if state == "failed":
        disposition = "failed"
    elif state not in FINAL_STATES:
        disposition = "open"
    elif direction == "dial-out":
        disposition = "answered" if answered else "unanswered"
    else:
        disposition = "completed" if connected else "missed"
    never_answered = direction == "dial-out" and answered is None
    return {
        "sessionId": session, "direction": direction, "state": state, "disposition": disposition,
        "startedAt": utc(ordered[0].ms), "endedAt": utc(end.ms) if end else None,
        "readyAt": utc(ready.ms) if ready else None,
        "transitions": transitions, "illegal": illegal, "redundant": redundant,
        "durations": {
            "session": duration(connected, end), "timeToAnswer": duration(connected, answered),
            "talk": duration(answered, end), "unanswered": duration(connected, end) if never_answered else None,
            "requestToConnected": duration(requested, connected), "requestToAnswered": duration(requested, answered),
            "readyToConnected": duration(ready, connected)},
        "provider": first_detail(ordered, "provider"), "sipCallId": first_detail(ordered, "sip_call_id"),
        # 4 "local if a stop-requested precedes the end, else unknown"
        "endedBy": "local" if end and "stopRequestBeforeEnd" in reached else "unknown",
    }


def timelines(events):
    """The objects of the output, in their order."""
    ready_events = [e for e in events if e.name == DIALIN_READY]
    sessions, unattributed = attribute_by_call_id([e for e in events if e.name != DIALIN_READY])
    lines = [timeline(session, members, ready_events) for session, members in sessions.items()]
    lines.sort(key=lambda t: (t["startedAt"], t["sessionId"]))
    unattributed.sort(key=lambda e: (e.ms, e.name, text_key(e.message)))
    lines += [{"unattributed": {"event": e.name, "at": utc(e.ms), "message": e.message}} for e in unattributed]
    return lines


def main(arguments):
    if len(arguments) != 1:
        sys.exit("usage: reference.py LOG.jsonl")
    if arguments[0] == "-":
        data = sys.stdin.buffer.read()
    else:
        with open(arguments[0], "rb") as file:
            data = file.read()
    events, refused, foreign, blank = read_log(data)
    out = [json.dumps(t, ensure_ascii=False, separators=(",", ":")) + "\n" for t in timelines(events)]
    sys.stdout.buffer.write("".join(out).encode())
    for number, reason in refused:
        print(json.dumps({"line": number, "reason": reason}), file=sys.stderr)
    print(json.dumps({"events": len(events), "foreign": foreign, "refused": len(refused), "blank": blank}),
          file=sys.stderr)
    return 65 if refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
