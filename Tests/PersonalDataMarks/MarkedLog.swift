package import Foundation

/// Logs in which everything that may be personal data is marked.
package enum MarkedLog {
    /// Calls in every wire form, with everything in them that an event can tell, and foreign events.
    package static let calls: [String] = [dialIn, dialOut, webhooks, foreign, messages]
        .flatMap { events in
            events.map(line)
        }

    /// Lines that cannot be read, each for another reason; the last is cut off.
    package static let unreadable: [String] =
        [
            Mark.text, #"["\#(Mark.number)"]"#, #"{"action":"dialin-stopped","\#(Mark.number)":\#(Mark.user)}"#,
            #"{"action":"dialin-stopped","sessionId":{"\#(Mark.number)":"\#(Mark.uri)"},"timestamp":1}"#,
            #"{"action":"dialin-stopped","sipFrom":"\#(Mark.uri)","timestamp":1}"#,
            #"{"action":"dialin-stopped","sessionId":"s","timestamp":"\#(Mark.number)"}"#,
            #"{"action":"dialin-stopped","sessionId":"s","timestamp":18642097531}"#,
            #"{"action":"dialin-stopped","sessionId":"s","timestamp":{"\#(Mark.user)":1}}"#,
            #"{"action":{"\#(Mark.number)":"\#(Mark.uri)"},"sessionId":"s"}"#,
            #"{"event":{"type":18642097531,"sipFrom":"\#(Mark.uri)"}}"#,
            #"{"type":"dialin.stopped","payload":{"sip_from":"\#(Mark.uri)"},"event_ts":1}"#,
            #"{"\#(Mark.uri)":"\#(Mark.number)\q"}"#, #"{"\#(Mark.uri)":18642097531e}"#,
            String(repeating: #"{"\#(Mark.number)":"#, count: 65),
            #"{"action":"dialin-connected","sipFrom":"\#(Mark.uri)"#,
        ]

    /// All of it, as a file holds it.
    package static let whole = Data((calls + unreadable).joined(separator: "\n").utf8)

    // MARK: Events

    private typealias Event = [String: Any]

    private static var dialIn: [Event] {
        [
            ["action": "dialin-ready", "sipEndpoint": Mark.endpoint, "provider": Mark.text, "timestamp": 1000.5],
            [
                "action": "dialin-connected", "sessionId": "in-1", "sipCallId": "call-1", "sipEndpoint": Mark.endpoint,
                "sipFrom": "\"\(Mark.name)\" <\(Mark.uri)>", "userId": Mark.userID, "provider": Mark.text,
                "sipHeaders": ["X-\(Mark.number)": Mark.secret, "X-Object": [Mark.user: Mark.secret]],
                "timestamp": 1001.5,
            ],
            [
                "action": "dialin-error", "sessionId": "in-1", "errorMsg": Mark.text, "type": Mark.text,
                "details": ["sipEndpoint": Mark.endpoint], "userId": Mark.userID, "timestamp": 1002.5,
            ],
            ["action": "dialin-stopped", "sessionId": "in-1", "sipFrom": Mark.uri, "timestamp": 1002.75],
            ["action": "dialin-warning", "sessionId": "in-1", "message": "late: \(Mark.text)", "timestamp": 1003.5],
        ]
    }

    private static var dialOut: [Event] {
        [
            ["action": "dialout-requested", "sessionId": "out-1", "destination": Mark.number, "timestamp": 2000.5],
            [
                "action": "dialout-answered", "sessionId": "out-1", "destination": Mark.uri, "origin": Mark.number,
                "callerId": Mark.number, "userId": Mark.userID, "timestamp": 2001.5,
            ],
            ["action": "dialout-warning", "sessionId": "out-1", "errorMsg": Mark.text, "timestamp": 2001.75],
            ["action": "dialout-connected", "sessionId": "out-1", "callerId": Mark.name, "timestamp": 2002.5],
            ["action": "dialout-stop-requested", "sessionId": "out-1", "timestamp": 2003.5],
            [
                "timestamp": 2004.5,
                "event": ["action": "dialout-stopped", "sessionId": "out-1", "origin": Mark.number],
            ],
            [
                "action": "dialout-error", "errorMsg": Mark.text, "details": ["destination": Mark.number],
                "timestamp": 2005.5,
            ],
            [
                "action": "dialout-error", "sessionId": "out-2", "errorMsg": Mark.text,
                "details": ["destination": Mark.uri], "timestamp": 2006.5,
            ],
        ]
    }

    private static var webhooks: [Event] {
        [
            [
                "type": "dialin.connected", "event_ts": 3000.5,
                "payload": [
                    "session_id": "in-2", "sip_from": Mark.uri, "sip_headers": ["X-Name": Mark.secret],
                    "display_name": Mark.name, "user_id": Mark.userID, "room": "room-\(Mark.number)",
                    "domain_id": Mark.text, "sip_endpoint": Mark.endpoint,
                ],
            ],
            [
                "type": "dialout.error", "event_ts": 3001.5,
                "payload": ["error_msg": Mark.text, "destination": Mark.number, "caller_id": Mark.name],
            ],
        ]
    }

    private static var foreign: [Event] {
        [
            [
                "action": "dtmf-event", "sessionId": "in-2", "tone": Mark.secret, Mark.number: "1", Mark.uri: Mark.uri,
                "timestamp": 3002.5,
            ],
            ["action": "calltransfer.initiated", "sessionId": "in-2", "target": Mark.uri, "timestamp": 3003.5],
            ["action": "calltransfer.\(Mark.text)", "sessionId": "in-2", "timestamp": 3004.5],
            ["action": "session-correlated", "sessionId": "in-2", "correlationId": Mark.text, "timestamp": 3005.5],
            ["action": Mark.text, Mark.text: Mark.text, "timestamp": 3006.5],
        ]
    }

    /// A warning in each notation, twenty a call.
    private static var messages: [Event] {
        Mark.notations.enumerated()
            .map { index, notation in
                [
                    "action": "dialin-warning", "sessionId": "m-\(index / 20)",
                    "errorMsg": "no route to \(notation), giving up", "timestamp": 4000.5 + Double(index),
                ]
            }
    }

    private static func line(_ event: Event) -> String {
        let data = try? JSONSerialization.data(withJSONObject: event, options: [.sortedKeys, .withoutEscapingSlashes])
        return data.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
