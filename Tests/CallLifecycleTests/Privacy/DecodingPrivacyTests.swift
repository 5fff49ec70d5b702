import CallLifecycle
import Foundation
import PersonalDataMarks
import Testing

@Suite("Personal data in a wrong place")
struct DecodingPrivacyTests {
    @Test("shows in no error of a type that is decoded")
    func types() async throws {
        var names: Set<String> = []
        for value in try await Specimens().values {
            guard let value = value as? any Codable, names.insert("\(type(of: value))").inserted else { continue }
            try check(value)
        }
        #expect(names.isSuperset(of: ["CallEngineSnapshot", "CallEvent", "CallSession", "CallState", "Resolution"]))
    }

    @Test("shows in no error of a line of a log", arguments: MarkedLog.unreadable)
    func lines(line: String) throws {
        let problem = #expect(throws: CallDecodingError.self) { try CallEventDecoder().decode(line) }
        for text in writings(of: try #require(problem)) { #expect(Mark.leaks(in: text).isEmpty, "\(text)") }
        let error = #expect(throws: (any Error).self) {
            try JSONDecoder().decode(CallEvent.self, from: Data(line.utf8))
        }
        for text in writings(of: try #require(error)) { #expect(Mark.leaks(in: text).isEmpty, "\(text)") }
    }

    @Test("shows in no error of a webhook that was not taken")
    func webhooks() throws {
        for (signature, timestamp) in [(Mark.text, "\(start)"), ("c2VjcmV0", Mark.text), ("c2VjcmV0", "1"), (nil, nil)]
        {
            let error = #expect(throws: CallWebhookError.self) {
                try VerifiedCallWebhook(
                    body: MarkedLog.whole,
                    signature: signature,
                    timestamp: timestamp,
                    receivedAt: at(0)
                ) { _, _ in false }
            }
            for text in writings(of: try #require(error)) { #expect(Mark.leaks(in: text).isEmpty, "\(text)") }
        }
    }

    /// Decodes a value from its own encoding with one thing after another replaced by marked data.
    private func check<Value: Codable>(_ value: Value) throws {
        var known: Set<String> = []
        let encoded = try JSONSerialization.jsonObject(
            with: try JSONEncoder().encode(value),
            options: .fragmentsAllowed
        )
        for wrong in Self.corruptions(of: Self.shortened(encoded)) {
            let data = try JSONSerialization.data(withJSONObject: wrong, options: .fragmentsAllowed)
            do {
                _ = try JSONDecoder().decode(Value.self, from: data)
            } catch {
                guard known.insert("\(error)").inserted else { continue }
                for text in writings(of: error) { #expect(Mark.leaks(in: text).isEmpty, "\(Value.self): \(text)") }
            }
        }
    }

    /// One element of each array is enough to do harm to.
    private static func shortened(_ json: Any) -> Any {
        switch json {
        case let object as [String: Any]: object.mapValues(shortened)
        case let array as [Any]: array.prefix(1).map(shortened)
        default: json
        }
    }

    private static func corruptions(of json: Any) -> [Any] {
        var wrong: [Any] = [Mark.text, 18_642_097_531, 1.8642097531e30, true, [Mark.text], [Mark.text: [Mark.number]]]
        if let object = json as? [String: Any] {
            for (key, value) in object {
                wrong += corruptions(of: value).map { object.merging([key: $0]) { $1 } }
                wrong.append(object.filter { $0.key != key }.merging([Mark.text: value]) { $1 })
            }
        } else if let array = json as? [Any], let first = array.first {
            wrong += corruptions(of: first).map { [$0] }
        }
        return wrong
    }
}
