import CallLifecycleTesting
import Testing

@testable import CallLifecycle

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("An event")
struct EncodingTests {
    /// An event with every attribute there is, of the given kind.
    static func full(_ kind: CallEventKind, source: CallSource) -> CallEvent {
        var attributes = CallAttributes()
        for field in CallAttributes.Field.allCases { attributes[field] = "\(field) \"é\" \\ \u{1F600}\u{2028}\n" }
        attributes.sipHeaders = ["X-A": "1", "X-B": "{\"a\":1}"]
        return CallEvent(
            kind: kind,
            sessionID: kind == .dialInReady ? nil : "s1",
            stamp: at(0, .second),
            source: kind.isApplicationAction ? .application : source,
            message: kind.signal == .error || kind.signal == .warning ? "“oops”" : nil,
            attributes: attributes
        )
    }

    @Test("decodes from its own client form as an equal event", arguments: CallEventKind.allCases)
    func roundTrip(kind: CallEventKind) throws {
        for source in CallSource.allCases {
            let event = Self.full(kind, source: source)
            #expect(try CallEvent(json: event.json) == event)
            #expect(!event.json.contains("\n"))
            let data = try JSONEncoder().encode(event)
            #expect(try JSONDecoder().decode(CallEvent.self, from: data) == event)
        }
    }

    @Test("that is none, but a webhook's by its name, reads back as foreign", arguments: CallEventKind.allCases)
    func foreignNames(kind: CallEventKind) throws {
        let text = #"{"type":"\#(kind)","payload":{"session_id":"s1","tone":5},"event_ts":1728036610.5}"#
        guard case .foreign(let event) = try CallEventDecoder().decode(text) else {
            Issue.record("not foreign")
            return
        }
        #expect(event.action == kind.rawValue)
        #expect(try CallEventDecoder().decode(event.json) == .foreign(event))
        let data = try JSONEncoder().encode(event)
        #expect(try JSONDecoder().decode(ForeignCallEvent.self, from: data) == event)
    }

    @Test("keeps every field of its kind through its payload", arguments: CallEventKind.allCases)
    func payload(kind: CallEventKind) {
        let event = Self.full(kind, source: .client)
        let again = CallEvent(event.payload, at: event.stamp, source: event.source)
        #expect(again.payload == event.payload)
        #expect(again.kind == kind)
        #expect(again.sessionID == event.sessionID)
        #expect(again.message == event.message)
        // What a payload gives by name is what Daily documents for the kind, and all of it.
        let names = Set(
            Mirror(reflecting: event.payload).children.flatMap { Mirror(reflecting: $0.value).children }
                .compactMap(\.label)
        )
        #expect(names == Self.documented[kind])
    }

    /// The fields of each event, as Daily documents them, by the names that Swift's conventions give them.
    static let documented: [CallEventKind: Set<String>] = {
        let sender: Set = ["callClientID", "provider"]
        let parties: Set = ["destination", "origin", "callerID"]
        let caller: Set = ["sipEndpoint", "sipFrom", "sipHeaders", "userID", "actionTraceID"]
        return [
            .dialInReady: sender.union(["sipEndpoint"]),
            .dialInConnected: sender.union(caller).union(["sessionID", "sipCallID"]),
            .dialInStopped: sender.union(caller).union(["sessionID", "sipCallID"]),
            .dialInError: sender.union([
                "sessionID", "sipCallID", "userID", "errorMessage", "type", "details", "actionTraceID",
            ]),
            .dialInWarning: sender.union(["sessionID", "errorMessage"]),
            .dialOutConnected: sender.union(parties).union(["sessionID", "sipCallID", "userID", "actionTraceID"]),
            .dialOutAnswered: sender.union(parties).union(["sessionID", "sipCallID"]),
            .dialOutStopped: sender.union(parties).union(["sessionID", "sipCallID"]),
            .dialOutError: sender.union([
                "sessionID", "sipCallID", "userID", "errorMessage", "details", "actionTraceID",
            ]),
            .dialOutWarning: sender.union(["sessionID", "errorMessage"]),
            .dialOutRequested: ["sessionID", "destination"],
            .dialOutStopRequested: ["sessionID"],
        ]
    }()
}

@Suite("The JSON scanner")
struct JSONScannerTests {
    @Test("agrees with Foundation's decoder on mutated events, and is stricter where that is lax")
    func againstFoundation() throws {
        var random = SeededGenerator(seed: 7)
        let seeds = CallEventKind.allCases.map { Array(EncodingTests.full($0, source: .webhook).json.utf8) }
        let alphabet = Array(#"{}[]":,\u0123456789abcdefnrtlse+-. "#.utf8)
        for round in 0..<20_000 {
            var bytes = seeds[round % seeds.count]
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[index] = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                case 1: bytes.remove(at: index)
                default: bytes.insert(alphabet[Int.random(in: 0..<alphabet.count, using: &random)], at: index)
                }
            }
            guard let ours = try? JSONScanner.object(in: bytes) else { continue }
            // What we read, Foundation reads as the same value; lone surrogates alone it does not read at all.
            guard let theirs = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)) else {
                let text = String(decoding: bytes, as: UTF8.self)
                #expect(JSONValue.object(ours).text.contains("\u{FFFD}"), "\(text)")
                continue
            }
            // Of a repeated key Foundation takes the first, so only texts without one are compared.
            guard let expected = Self.comparable(theirs), let actual = Self.comparable(.object(ours)) else { continue }
            #expect(actual == expected)
        }
    }

    /// A value with its members in order and its numbers in one spelling; `nil` if a key is repeated.
    private static func comparable(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .object(let object):
            guard Set(object.members.map(\.key)).count == object.members.count else { return nil }
            var sorted = JSONObject()
            for member in object.members.sorted(by: { $0.key < $1.key }) {
                guard let value = comparable(member.value) else { return nil }
                sorted.append(member.key, value)
            }
            return .object(sorted)
        case .array(let values):
            let compared = values.compactMap(comparable)
            return compared.count == values.count ? .array(compared) : nil
        case .number(let digits): return .number(Double(digits).map { "\($0)" } ?? digits)
        case .null, .bool, .string: return value
        }
    }

    @Test("reads every prefix of an event as cut off, and nothing else")
    func prefixes() {
        let bytes = Array(EncodingTests.full(.dialInError, source: .client).json.utf8)
        for count in 1..<bytes.count {
            do throws(JSONScanner.Failure) {
                _ = try JSONScanner.object(in: Array(bytes[..<count]))
                Issue.record("a prefix of \(count) bytes was read")
            } catch {
                #expect(error.isCutOff, "\(count) bytes")
            }
        }
    }
}

extension JSONScanner {
    /// The object that a line is.
    fileprivate static func object(in bytes: [UInt8]) throws(Failure) -> JSONObject {
        var object = JSONObject()
        let line = bytes.span
        try Self.line(line) { scanner throws(Failure) in object = try scanner.object(line) }
        return object
    }
}
