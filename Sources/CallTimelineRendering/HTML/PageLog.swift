import CallLifecycle

/// What the page knows of the log as a whole, and the words that the numbers in its other blocks stand for.
struct PageLog {
    private let calls: CallReconstruction
    private let mask: PersonalDataMask

    init(_ calls: CallReconstruction, _ mask: PersonalDataMask) {
        self.calls = calls
        self.mask = mask
    }

    var json: JSONValue {
        .object(
            JSONObject([
                "begin": calls.span.map { .number("\($0.lowerBound.millisecondsSince1970)") } ?? .null,
                "end": calls.end.map { .number("\($0.millisecondsSince1970)") } ?? .null,
                "calls": .count(calls.timelines.count),
                "unattributed": .count(calls.unattributed.count),
                "events": .count(calls.eventCount),
                "foreign": .count(calls.foreignCount),
                "unread": .count(calls.problemCount),
                // Descriptions of problems hold nothing of the line.
                "problems": .array(calls.problems.map { .string("\($0)".printable) }),
                "masked": .bool(!mask.reveals),
                "callsPerBlock": .count(HTMLReportRenderer.callsPerBlock),
                "directions": .names(CallDirection.self),
                "states": .names(CallState.self),
                "dispositions": .names(CallTimeline.Disposition.self),
                "kinds": .names(CallEventKind.self),
                "sources": .names(CallSource.self),
                "marks": .names(CallStory.Mark.self),
                "verdicts": .array(CallVerdict.names.map { .string($0) }),
                "measures": .array(CallMeasure.allCases.map { .string($0.title) }),
                "fields": .array(EventFacts.names.map { .string($0) }),
            ])
        )
    }
}

/// The texts of a block, each once; a text is told by its number, and the empty one is 0.
struct PageStrings {
    private var numbers: [String: Int] = ["": 0]
    private var texts = [""]

    mutating func number(of text: String) -> JSONValue {
        if let number = numbers[text] { return .count(number) }
        numbers[text] = texts.count
        texts.append(text)
        return .count(texts.count - 1)
    }

    mutating func number(of text: String?) -> JSONValue { number(of: text ?? "") }

    var json: JSONValue { .array(texts.map { .string($0) }) }
}

extension JSONValue {
    static func count(_ count: Int) -> JSONValue { .number("\(count)") }

    /// A case by its place among all.
    static func place<Value: CaseIterable & Equatable>(_ value: Value) -> JSONValue {
        .count(Value.allCases.enumerated().first { $0.element == value }?.offset ?? -1)
    }

    /// From one moment to another, in milliseconds.
    static func offset(_ stamp: CallStamp, from start: CallStamp?) -> JSONValue {
        .number("\(stamp.millisecondsSince1970 - (start?.millisecondsSince1970 ?? 0))")
    }

    fileprivate static func names<Value: CaseIterable & RawRepresentable<String>>(_: Value.Type) -> JSONValue {
        .array(Value.allCases.map { .string($0.rawValue) })
    }
}
