"""What a fleet reports: calls as two observers tell of them, delivered late, out of order, and more than once."""
import json
import random


def calls(count, start, seed):
    """Returns the deliveries of some calls that began at a time (Unix seconds), in the order in which they come.

    Each is `(kind, text)`: a line of a client's events, or the body of a webhook.
    """
    chance = random.Random(seed)
    deliveries = []

    def client(at, action, session, **fields):
        fields = {"action": action, "timestamp": f"{at:.3f}", "callClientId": "bot", **fields}
        if session:
            fields["sessionId"] = session
        deliveries.append((at + chance.random() * 3, "events", json.dumps(fields)))

    def webhook(at, kind, session, **fields):
        payload = {"timestamp": int(at), "session_id": session, "room": "front-desk", **fields}
        body = {"version": "1.0.0", "type": kind, "id": f"{session}-{kind}", "payload": payload, "event_ts": int(at)}
        deliveries.append((at + 1 + chance.random() * 30, "webhook", json.dumps(body)))

    for number in range(count):
        session, at = f"{seed}-{number:04}", start + number * 0.4
        if number % 2:
            to = f"+1415555{number:04}"
            client(at, "dialout-requested", session, destination=to)
            client(at + 1, "dialout-connected", session, provider="daily", sipCallId=f"call-{session}")
            # The same event by another observer, who knows something else of it: both are needed.
            client(at + 1, "dialout-connected", session, destination=to, userId="u1")
            if number % 10 == 3:
                # Without a session: the Call-ID leads to it.
                client(at + 5, "dialout-error", None, sipCallId=f"call-{session}", errorMsg=f"no route to {to}")
            elif number % 10 == 5:
                # No session anywhere has this one.
                client(at + 5, "dialout-error", None, sipCallId=f"stray-{session}", errorMsg="busy")
                webhook(at + 6, "dialout.stopped", session)
            else:
                client(at + 9, "dialout-answered", session, sipCallId=f"call-{session}")
                webhook(at + 9, "dialout.answered", session)
                webhook(at + 40, "dialout.stopped", session, destination=to)
                client(at + 40.5, "dialout-stopped", session)
        else:
            endpoint = f"sip:room-{number % 20}@sip.daily.co"
            client(at, "dialin-ready", None, sipEndpoint=endpoint)
            client(at + 2, "dialin-connected", session, sipEndpoint=endpoint, sipCallId=f"call-{session}",
                   sipFrom=f"+4930{number:06}", sipHeaders={"x-account": str(number)})
            webhook(at + 2, "dialin.connected", session, sip_endpoint=endpoint)
            if number % 8 == 0:
                client(at + 9, "dialin-warning", session, errorMsg="codec fallback ✆ \\ \"quoted\"")
            webhook(at + 30, "dialin.stopped", session)
            if number % 6 == 0:
                # After the end: illegal, and kept.
                client(at + 33, "dialin-error", session, errorMsg="pipeline")
    again = [(at + chance.random() * 20, kind, text) for at, kind, text in deliveries if chance.random() < 0.3]
    return [(kind, text) for _, kind, text in sorted(deliveries + again)]
