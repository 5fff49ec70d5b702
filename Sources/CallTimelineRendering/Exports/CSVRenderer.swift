public import CallLifecycle

/// Writes a row a call for a spreadsheet: CSV as RFC 4180 has it, with a header and lines that end in CR LF.
///
/// The columns are those of `Docs/Exports.md`. Stamps are RFC 3339 in UTC, durations seconds; what is unknown is empty.
/// Every text is quoted. One that a spreadsheet would take for a formula gets an apostrophe in front, a masked phone
/// number such as `'+1•••••0123` too. An event that belongs to no call is a row without a session ID.
public struct CSVRenderer: CallReportRenderer {
    private let mask: PersonalDataMask

    /// A renderer that masks personal data, unless told otherwise.
    public init(revealingPersonalData: Bool = false) {
        mask = PersonalDataMask(reveals: revealingPersonalData)
    }

    /// The header, every call, then every event that belongs to none.
    public func render<Failure>(
        _ calls: CallReconstruction,
        to write: (String) throws(Failure) -> Void
    ) throws(Failure) {
        try write(Self.columns.joined(separator: ",") + "\r\n")
        for timeline in calls.timelines { try write(line(row(timeline))) }
        for event in calls.unattributed { try write(line(row(unattributed: event))) }
    }

    /// The names of the columns, in order.
    public static let columns =
        [
            "session_id", "direction", "state", "disposition", "ended_by", "started_at", "ended_at", "ready_at",
            "party",
            "provider", "sip_call_id",
        ]
        + CallMeasure.allCases.flatMap { ["\($0.snakeCase)_s", "\($0.snakeCase)_uncertainty_s"] }
        + [
            "transitions", "skips", "illegal", "warnings", "redundant", "notes", "correlation_ids", "last_error",
            "unattributed_event",
        ]

    /// A cell: a text, a number of ours, or nothing.
    private enum Cell {
        case text(String?)
        case number(String?)
    }

    private func row(_ timeline: CallTimeline) -> [Cell] {
        let session = timeline.session
        let attributes = session.attributes
        let durations = timeline.durations
        var cells: [Cell] = [
            .text(session.id.rawValue), .text(session.direction.rawValue), .text(session.state.rawValue),
            .text(timeline.disposition.rawValue), .text(timeline.endedBy.rawValue), stamp(session.startedAt),
            stamp(session.endedAt), stamp(timeline.readyAt), .text(timeline.party.map(mask.address)),
            .text(attributes.provider.map(mask.text)), .text(attributes.sipCallID?.rawValue),
        ]
        for measure in CallMeasure.allCases {
            let duration = durations[measure]
            cells.append(.number(duration.map { CallDuration.seconds($0.milliseconds) }))
            cells.append(.number(duration.map { CallDuration.seconds($0.uncertaintyMilliseconds) }))
        }
        let steps = session.steps
        let error = steps.last { $0.event.kind.signal == .error && $0.event.message != nil }?.event.message
        return cells + [
            count(steps.count { $0.verdict.isTransition }),
            count(steps.count { CallStory.Mark($0) == .skip }),
            count(steps.count { $0.verdict == .illegal }),
            count(steps.count { $0.event.kind.signal == .warning } + session.surplusWarningCount),
            count(session.redundantCount),
            count(timeline.notes.annotations.count),
            .text(timeline.notes.correlationIDs.map { mask.text($0) }.joined(separator: " ")),
            .text(error.map(mask.text)),
            .text(nil),
        ]
    }

    private func row(unattributed event: CallEvent) -> [Cell] {
        let known: [String: Cell] = [
            "direction": .text(event.kind.direction.rawValue),
            "started_at": stamp(event.stamp),
            "party": .text(
                (event.attributes.destination ?? event.attributes.errorDetails?.destination).map(mask.address)
            ),
            "provider": .text(event.attributes.provider.map(mask.text)),
            "sip_call_id": .text(event.attributes.sipCallID?.rawValue),
            "last_error": .text(event.message.map(mask.text)),
            "unattributed_event": .text(event.kind.rawValue),
        ]
        return Self.columns.map { known[$0] ?? .text(nil) }
    }

    private func stamp(_ stamp: CallStamp?) -> Cell { .number(stamp.map { "\($0)" }) }

    private func count(_ count: Int) -> Cell { .number("\(count)") }

    private func line(_ row: [Cell]) -> String {
        row.map { cell in
            switch cell {
            case .text(let text): text.map { $0.isEmpty ? "" : "\"\($0.spreadsheetText)\"" } ?? ""
            case .number(let number): number ?? ""
            }
        }
        .joined(separator: ",") + "\r\n"
    }
}

extension String {
    /// The text on one line, with its quotes doubled, and an apostrophe in front if it may be taken for a formula.
    ///
    /// Tab and CR, which OWASP names too, are control characters, and no more there. What a spreadsheet may strip, such
    /// as blanks, is looked through.
    fileprivate var spreadsheetText: String {
        let text = printable
        let first = text.unicodeScalars.first {
            !$0.properties.isWhitespace && $0.properties.generalCategory != .format
        }
        let isFormula = first.map { "=+-@＝＋－＠\u{FFFD}\"".unicodeScalars.contains($0) } ?? false
        return (isFormula ? "'" : "") + text.replacing("\"", with: "\"\"")
    }
}
