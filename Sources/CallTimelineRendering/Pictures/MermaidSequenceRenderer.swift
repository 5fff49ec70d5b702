public import CallLifecycle

/// Writes calls as a Mermaid `sequenceDiagram`, which GitHub draws in Markdown: who told whom what.
///
/// The participants are the application, Daily and the phone. A dial-in comes from the phone, and an answer too; a
/// dial-out goes to it; requests come from the application, to which Daily reports errors, warnings and ends, as nobody
/// says who hung up. An illegal event ends in a cross. No more than ``maximumCalls`` calls and ``maximumRows`` events of
/// each are drawn, as Mermaid refuses long texts; the diagram says what it leaves out. Personal data is masked.
public struct MermaidSequenceRenderer: CallReportRenderer {
    /// How many calls are drawn at most: the first.
    public static let maximumCalls = 20

    /// How many events and notes of a call are drawn at most: the first.
    public static let maximumRows = 40

    /// How much is left of a text that somebody else wrote.
    private static let maximumText = 120

    private let mask: PersonalDataMask

    /// A renderer that masks personal data, unless told otherwise.
    public init(revealingPersonalData: Bool = false) {
        mask = PersonalDataMask(reveals: revealingPersonalData)
    }

    /// One diagram of all calls, one below the other.
    public func render<Failure>(
        _ calls: CallReconstruction,
        to write: (String) throws(Failure) -> Void
    ) throws(Failure) {
        try write("sequenceDiagram\n")
        try write(
            "    participant app as Application\n    participant daily as Daily\n    participant phone as Phone\n"
        )
        for timeline in calls.timelines.prefix(Self.maximumCalls) {
            for line in lines(of: timeline) { try write("    \(line)\n") }
        }
        let left = calls.timelines.count - Self.maximumCalls
        if left > 0 { try write("    Note over app,phone: \(left) more calls are not drawn\n") }
        for event in calls.unattributed.prefix(Self.maximumRows) {
            let message = event.message.map { " " + mask.quoted($0) } ?? ""
            try write("    daily-->>app: \(text("\(event.stamp) unattributed \(event.kind)\(message)"))\n")
        }
        let stray = calls.unattributed.count - Self.maximumRows
        if stray > 0 { try write("    Note over app,phone: \(stray) more unattributed events are not drawn\n") }
    }

    private func lines(of timeline: CallTimeline) -> [String] {
        let story = CallStory(timeline, mask)
        let rows = story.rows
        let party = story.party.map { ", \(timeline.session.direction == .dialIn ? "from" : "to") \($0)" } ?? ""
        let heading =
            "\(story.subject.shortened(to: Self.maximumText))\(party.shortened(to: Self.maximumText)): "
            + story.outcome.joined(separator: ", ")
        var lines = ["Note over app,phone: \(text(heading, atMost: 3 * Self.maximumText))"]
        lines += rows.prefix(Self.maximumRows).map(line)
        if rows.count > Self.maximumRows {
            lines.append("Note over app,phone: \(rows.count - Self.maximumRows) more events are not drawn")
        }
        if !story.measures.isEmpty {
            lines.append("Note over app,phone: \(text(story.measures.joined(separator: ", "), atMost: 500))")
        }
        return lines
    }

    private func line(_ row: CallStory.Row) -> String {
        let words = ["\(row.offset) \(row.event)", row.movement, row.remark].filter { !$0.isEmpty }
            .joined(separator: ", ")
        guard let kind = CallEventKind(rawValue: row.event), row.mark != .note else {
            return "Note over daily,phone: \(text(words))"
        }
        let (sender, receiver) = Self.ends(of: kind)
        return "\(sender)\(row.isIllegal ? "-x" : "->>")\(receiver): \(text(words))"
    }

    /// Who an event comes from, and who is told.
    private static func ends(of event: CallEventKind) -> (String, String) {
        switch event {
        case .dialOutRequested, .dialOutStopRequested: ("app", "daily")
        case .dialInConnected, .dialOutAnswered: ("phone", "daily")
        case .dialOutConnected: ("daily", "phone")
        case .dialInReady, .dialInWarning, .dialInError, .dialInStopped, .dialOutWarning, .dialOutError,
            .dialOutStopped:
            ("daily", "app")
        }
    }

    private func text(_ text: String, atMost length: Int = 2 * maximumText) -> String {
        text.shortened(to: length).mermaidEscaped
    }
}

extension String {
    /// The text as Mermaid cannot take for anything else: all ASCII but letters, digits and a few signs as `#59;`, and
    /// the word `end`, which ends a block, without its first letter as such.
    var mermaidEscaped: String {
        var result = ""
        var word = ""
        func flushed() -> String { word.lowercased() == "end" ? "#\(word.unicodeScalars.first?.value ?? 0);nd" : word }
        for scalar in printable.unicodeScalars {
            if scalar.properties.isAlphabetic {
                word.unicodeScalars.append(scalar)
                continue
            }
            result += flushed()
            word = ""
            let isPlain = !scalar.isASCII || ("0"..."9").contains(scalar) || " .,+-/()".unicodeScalars.contains(scalar)
            result += isPlain ? String(scalar) : "#\(scalar.value);"
        }
        return result + flushed()
    }
}
