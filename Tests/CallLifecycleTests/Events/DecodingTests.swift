import Testing

@testable import CallLifecycle

@Suite("Decoding")
struct DecodingTests {
    @Test("reads a client event with all its fields")
    func clientEvent() throws {
        let event = try CallEvent(
            json: """
                {"action":"dialin-connected","callClientId":"1.9","sessionId":"a64d","userId":"u1","provider":"daily",
                "sipFrom":"sip:caller@example.com","sipEndpoint":"sip:room@sip.daily.co","sipCallId":"abc@sip.daily.co",
                "sipHeaders":{"X-A":"1","X-B":2,"X-C":null},"actionTraceId":"t1","unknown":[1,{"a":true}],
                "timestamp":"2026-03-01T10:00:00.000Z"}
                """
        )
        guard case .dialInConnected(let connected) = event.payload else {
            Issue.record("\(event.payload)")
            return
        }
        #expect(
            connected
                == DialInConnected(
                    sessionID: "a64d",
                    sipCallID: "abc@sip.daily.co",
                    sipEndpoint: "sip:room@sip.daily.co",
                    sipFrom: "sip:caller@example.com",
                    sipHeaders: ["X-A": "1", "X-B": "2"],
                    userID: "u1",
                    actionTraceID: "t1",
                    callClientID: "1.9",
                    provider: "daily"
                )
        )
        #expect(event.stamp == at(0))
        #expect(event.source == .client)
    }

    @Test("reads a native SDK's event, whose message has another name")
    func nativeEvent() throws {
        let event = try CallEvent(
            json:
                #"{"action":"dialout-error","participantId":"p1","message":"no route","traceId":"t","timestamp":1772359200}"#
        )
        #expect(event.sessionID == "p1")
        #expect(event.message == "no route")
        #expect(event.attributes.actionTraceID == "t")
        #expect(event.stamp == at(0, .second))
    }

    @Test("reads a webhook, with its own stamp before that of its delivery")
    func webhook() throws {
        let json = """
            {"version":"1.0.0","type":"dialout.connected","id":"misleading-dial-out-stop","payload":{"domain_id":"d","room":"r",
            "timestamp":"1772359200","session_id":"7d20","destination":"+12098888888","origin":"+13977888822",
            "caller_id":"34b0","user_id":"u","display_name":"Ann"},"event_ts":1772359201.552}
            """
        let event = try CallEvent(json: json)
        #expect(event.kind == .dialOutConnected)
        #expect(event.source == .webhook)
        #expect(event.stamp == at(0, .second))
        #expect(event.attributes.destination == "+12098888888")
        #expect(event.attributes.callerID == "34b0")
        #expect(event.attributes.room == "r")
        #expect(event.attributes.domainID == "d")
        #expect(event.attributes.displayName == "Ann")
        let unstamped = json.replacing(#""timestamp":"1772359200","#, with: "")
        #expect(try CallEvent(json: unstamped).stamp == at(1552))
    }

    @Test("reads a wrapped event, whose own stamp comes first")
    func wrapped() throws {
        let inner = #"{"action":"dialout-answered","sessionId":"s1"}"#
        let wrapped = #"{"timestamp":"2026-03-01T10:00:00Z","event":\#(inner)}"#
        #expect(try CallEvent(json: wrapped).stamp == at(0, .second))
        #expect(try CallEvent(json: wrapped, receivedAt: at(9)).stamp == at(0, .second))
        let stamped =
            #"{"timestamp":"nonsense","event":{"action":"dialout-answered","sessionId":"s1","timestamp":1772359200.5}}"#
        #expect(try CallEvent(json: stamped).stamp == at(500))
        let named = #"{"action":"calltransfer.completed","event":\#(inner)}"#
        #expect(throws: CallDecodingError.self, "what names itself is no wrapper") { try CallEvent(json: named) }
        let foreign = #"{"timestamp":"nonsense","event":{"action":"dtmf-event"}}"#
        #expect(
            try CallEventDecoder().decode(foreign)
                == .foreign(ForeignCallEvent(action: "dtmf-event"))
        )
    }

    @Test("reads the application's own actions as the application's")
    func applicationActions() throws {
        let event = try CallEvent(
            json: #"{"action":"dialout-requested","sessionId":"s1","destination":"+1","timestamp":0}"#
        )
        #expect(event.source == .application)
        #expect(event.kind == .dialOutRequested)
        #expect(event.attributes.destination == "+1")
    }

    @Test("takes an empty identifier for none")
    func emptyIdentifiers() throws {
        let ready = try CallEvent(json: #"{"action":"dialin-ready","sipEndpoint":"","timestamp":0}"#)
        #expect(ready.attributes.sipEndpoint == nil)
        let error = try CallEvent(json: #"{"action":"dialout-error","sessionId":"","sipCallId":"","timestamp":0}"#)
        #expect(error.sessionID == nil)
        #expect(error.attributes.sipCallID == nil)
        let made = CallEvent(.dialOutError(DialOutError(sipCallID: "")), at: at(0))
        #expect(made.attributes.sipCallID == nil)
    }

    @Test("needs no payload of a webhook that says all beside it")
    func bareWebhook() throws {
        let event = try CallEvent(json: #"{"type":"dialout.error","event_ts":1772359200.5}"#)
        #expect(event.stamp == at(500))
        #expect(event.sessionID == nil)
    }

    @Test("gives a live event without a stamp the time of its receipt")
    func receipt() throws {
        let json = #"{"action":"dialin-ready","sipEndpoint":"sip:room@sip.daily.co"}"#
        #expect(try CallEvent(json: json, receivedAt: at(7)).stamp == at(7))
        #expect(throws: CallDecodingError.self) { try CallEvent(json: json) }
    }

    @Test(
        "lets the first name of a key that is there win, and null count as absent",
        arguments: [
            (#""sessionId":"a","session_id":"b","participantId":"c""#, "a"),
            (#""participantId":"c","session_id":"b""#, "b"),
            (#""sessionId":null,"participantId":"c""#, "c"),
            (#""sessionId":5,"session_id":"b""#, "b"),
            (#""sessionId":"","participantId":"c""#, "c"),
            (#""sessionId":"a","sessionId":"z""#, "z"),
        ]
    )
    func aliases(fields: String, expected: String) throws {
        let event = try CallEvent(json: #"{"action":"dialout-answered",\#(fields),"timestamp":0}"#)
        #expect(event.sessionID?.rawValue == expected)
    }

    @Test("needs a session ID where Daily promises one, and only there", arguments: CallEventKind.allCases)
    func sessionIDs(kind: CallEventKind) throws {
        let without = #"{"action":"\#(kind)","timestamp":0}"#
        let with = #"{"action":"\#(kind)","sessionId":"s1","timestamp":0}"#
        #expect(try CallEvent(json: with).sessionID == (kind == .dialInReady ? nil : "s1"))
        if kind.requiresSession {
            #expect(throws: CallDecodingError.self) { try CallEvent(json: without) }
            #expect(throws: CallDecodingError.self) {
                try CallEvent(json: #"{"action":"\#(kind)","sessionId":"","timestamp":0}"#)
            }
        } else {
            #expect(try CallEvent(json: without).sessionID == nil)
        }
    }

    @Test(
        "calls everything else foreign, which needs no fields",
        arguments: [
            #"{"action":"dtmf-event","tone":"5"}"#, #"{"type":"calltransfer.started"}"#,
            #"{"action":"dialin.connected"}"#,
            #"{"type":"dialin-connected"}"#, #"{"action":"dialin-answered","timestamp":"never"}"#,
            #"{"type":"x","payload":5}"#,
        ]
    )
    func foreign(json: String) throws {
        guard case .foreign = try CallEventDecoder().decode(json) else {
            Issue.record("\(json) is not foreign")
            return
        }
        #expect(throws: CallDecodingError.self) { try CallEvent(json: json) }
    }

    @Test(
        "says where and what it expected instead",
        arguments: [
            ("", "byte 0: not one JSON object: expected “{”, one JSON object a line"),
            ("[1]", "byte 0: not one JSON object: expected “{”, one JSON object a line"),
            ("{\"a\":1}}", "byte 7: not one JSON object: expected the end of the line after the object"),
            ("{\"a\":01}", "byte 6: not one JSON object: expected “,” or “}”"),
            ("{\"a\":1,}", "byte 7: not one JSON object: expected a key in double quotes"),
            ("{\"a\" 1}", "byte 5: not one JSON object: expected “:” after the key"),
            ("{\"a\":tru}", "byte 8: not one JSON object: expected “true”"),
            ("{\"a\":\"\\x\"}", "byte 7: not one JSON object: expected an escape after “\\”"),
            ("{\"a\":\"\u{1}\"}", "byte 6: not one JSON object: expected no control character in a string"),
            ("{\"a\":-}", "byte 6: not one JSON object: expected a digit"),
            (
                "{}",
                "action: missing field: expected the name of an event: a text in “action”, or in “type” beside a “payload”"
            ),
            (
                #"{"action":5}"#,
                "byte 10, action: invalid field: "
                    + "expected the name of an event: a text in “action”, or in “type” beside a “payload”; found a number"
            ),
            (
                #"{"action":"dialin-stopped","timestamp":0}"#,
                "sessionId: missing field: expected the session ID of a dialin-stopped, a text that is not empty"
            ),
            (
                #"{"type":"dialin.stopped","payload":{"session_id":7},"event_ts":0}"#,
                "byte 49, payload.session_id: invalid field: "
                    + "expected the session ID of a dialin-stopped, a text that is not empty; found a number"
            ),
            (
                #"{"timestamp":1,"event":{"type":"dialin.stopped","payload":{"session_id":"s","timestamp":"x"}}}"#,
                "byte 88, event.payload.timestamp: invalid field: "
                    + "expected a time from 1970 to 2200: RFC 3339 with an offset, or Unix seconds or milliseconds"
            ),
            (
                #"{"type":"dialin.stopped","payload":[],"event_ts":0}"#,
                "payload.session_id: missing field: expected the session ID of a dialin-stopped, a text that is not empty"
            ),
            (
                #"{"action":"dialin-ready","timestamp":"soon"}"#,
                "byte 37, timestamp: invalid field: "
                    + "expected a time from 1970 to 2200: RFC 3339 with an offset, or Unix seconds or milliseconds"
            ),
        ]
    )
    func errors(json: String, expected: String) {
        #expect { try CallEvent(json: json) } throws: { "\($0)" == expected }
    }

    @Test("refuses what is too long, too deep, or not UTF-8")
    func bounds() throws {
        func code(_ json: some Sequence<UInt8>) -> CallDecodingError.Code? {
            do {
                _ = try CallEventDecoder().decode(json)
                return nil
            } catch {
                return error.code
            }
        }
        let frame = #"{"action":"x","pad":""}"#
        let padding = String(repeating: "p", count: CallEventDecoder.maximumLength - frame.utf8.count)
        #expect(code(#"{"action":"x","pad":"\#(padding)"}"#.utf8) == nil)
        #expect(code(#"{"action":"x","pad":"\#(padding)p"}"#.utf8) == .tooLong)
        func nested(_ depth: Int) -> String {
            #"{"action":"x","a":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
        }
        #expect(code(nested(63).utf8) == nil)
        #expect(code(nested(64).utf8) == .tooDeep)
        #expect(code(Array(#"{"action":""#.utf8) + [0xFF] + Array(#""}"#.utf8)) == .notUTF8)
        #expect(code(Array(#"{"action":""#.utf8) + [0xED, 0xA0, 0x80] + Array(#""}"#.utf8)) == .notUTF8)
        #expect(code(Array(#"{"action":""#.utf8) + [0xC0, 0xAF] + Array(#""}"#.utf8)) == .notUTF8)
    }

    @Test("reads half a character, as JavaScript may cut it, as a replacement character")
    func surrogates() throws {
        func message(_ text: String) throws -> String? {
            let json = #"{"action":"dialout-error","errorMsg":"\#(text)","timestamp":0}"#
            return try CallEvent(json: json).message?.rawValue
        }
        #expect(try message(#"\ud83d\ude00"#) == "\u{1F600}")
        #expect(try message(#"cut \ud83d"#) == "cut \u{FFFD}")
        #expect(try message(#"\ude00 \ud83dx"#) == "\u{FFFD} \u{FFFD}x")
        #expect(try message(#"\ud83d\ud83d\ude00"#) == "\u{FFFD}\u{1F600}")
        #expect(try message(#"\u00e9\/\b\f\n\r\t\"\\"#) == "é/\u{8}\u{C}\n\r\t\"\\")
    }
}
