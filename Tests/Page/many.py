"""Write a log of many made-up calls, always the same: `many.py COUNT`."""
import json
import random
import sys


def main(count):
    chance = random.Random(7)
    start = 1772323200.0
    events = []
    for number in range(count):
        start += chance.expovariate(1 / 1.2)
        session = "%08x-%04x-4000-8000-%012x" % (chance.getrandbits(32), chance.getrandbits(16), chance.getrandbits(48))

        def event(action, after, **facts):
            stamp = round(start + after, 3)
            events.append((stamp, {"action": action, "sessionId": session, "timestamp": stamp, **facts}))

        call_id = "%x@sip.daily.co" % chance.getrandbits(48)
        client = "17225364729060.%d" % number
        talk = chance.expovariate(1 / 180)
        if number % 2:
            event("dialin-connected", 0, sipCallId=call_id, provider="daily", callClientId=client,
                  sipFrom="sip:+1415555%04d@phone.example" % (number % 10000),
                  sipEndpoint="sip:desk%d@sip.daily.co" % (number % 40))
            if number % 9 == 0:
                event("dialin-warning", talk / 3, errorMsg="Dialin codec did not match, using fallback")
            if number % 31 == 0:
                event("dialin-error", talk, errorMsg="no media from +14155550123")
            elif number % 97:
                event("dialin-stopped", talk)
            if number % 53 == 0:
                event("dialin-warning", talk + 2, errorMsg="late")
        else:
            event("dialout-requested", 0, destination="+1415555%04d" % (number % 10000), userId="agent-%d" % (number % 50))
            event("dialout-connected", 1.2, sipCallId=call_id, provider="daily", callClientId=client)
            if number % 5:
                event("dialout-answered", chance.uniform(4, 20))
                talk += 20
            if number % 40 == 0:
                event("dialout-error", talk, errorMsg="start failed: busy", type="start-failed")
            else:
                event("dialout-stop-requested", talk)
                event("dialout-stopped", talk + 0.3)
    for _, event in sorted(events, key=lambda entry: entry[0]):
        print(json.dumps(event, separators=(",", ":")))


main(int(sys.argv[1]))
