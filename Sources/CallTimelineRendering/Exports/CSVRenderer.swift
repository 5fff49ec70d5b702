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
        try renderText(calls, to: write)
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
}

extension CSVRenderer: CallLineRenderer {
    package func writeHead(to writer: inout UTF8Writer) {
        writer.text(Self.columns.joined(separator: ","))
        writer.literal("\r\n")
    }

    package func write(_ timeline: borrowing CallTimeline, to writer: inout UTF8Writer) {
        let outline = CallOutline(timeline)
        writeCell(timeline.session.id.rawValue, to: &writer)
        writeCell(timeline.session.direction.rawValue, to: &writer)
        writeCell(timeline.session.state.rawValue, to: &writer)
        writeCell(outline.disposition.rawValue, to: &writer)
        writeCell(outline.endedBy.rawValue, to: &writer)
        writeCell(timeline.session.startedAt, to: &writer)
        writeCell(timeline.session.endedAt, to: &writer)
        writeCell(timeline.readyAt, to: &writer)
        writeCell(timeline.party.map(mask.address), to: &writer)
        writeCell(timeline.session.provider.map(mask.text), to: &writer)
        writeCell(timeline.session.sipCallID?.rawValue, to: &writer)
        for measure in Self.measures {
            let duration = outline.duration(measure)
            writeCell(milliseconds: duration?.milliseconds, to: &writer)
            writeCell(milliseconds: duration?.uncertaintyMilliseconds, to: &writer)
        }
        writeCell(outline.transitions, to: &writer)
        writeCell(outline.skips, to: &writer)
        writeCell(outline.illegal, to: &writer)
        writeCell(outline.warnings, to: &writer)
        writeCell(outline.redundant, to: &writer)
        writeCell(timeline.notes.annotations.count, to: &writer)
        writeCell(timeline.notes.correlationIDs.map { mask.text($0) }.joined(separator: " "), to: &writer)
        writeCell(lastError(of: timeline.session).map(mask.text), to: &writer)
        writer.literal("\r\n")
    }

    package func write(unattributed event: CallEvent, to writer: inout UTF8Writer) {
        let attributes = event.attributes
        let party = attributes.destination ?? attributes.errorDetails?.destination
        for column in Self.columns.dropLast() {
            switch column {
            case "direction": writeCell(event.kind.direction.rawValue, to: &writer)
            case "started_at": writeCell(event.stamp, to: &writer)
            case "party": writeCell(party.map(mask.address), to: &writer)
            case "provider": writeCell(attributes.provider.map(mask.text), to: &writer)
            case "sip_call_id": writeCell(attributes.sipCallID?.rawValue, to: &writer)
            case "last_error": writeCell(event.message.map(mask.text), to: &writer)
            default: writer.literal(",")
            }
        }
        writeText(event.kind.rawValue, to: &writer)
        writer.literal("\r\n")
    }

    private static let measures = CallMeasure.allCases

    private func lastError(of session: borrowing CallSession) -> CallErrorMessage? {
        for index in session.steps.indices.reversed() where session.steps[index].event.kind.signal == .error {
            if let message = session.steps[index].event.message { return message }
        }
        return nil
    }

    // MARK: Cells, each with the comma behind it; the last one of a row is without

    private func writeCell(_ text: String?, to writer: inout UTF8Writer) {
        if let text { writeText(text, to: &writer) }
        writer.literal(",")
    }

    private func writeCell(_ stamp: CallStamp?, to writer: inout UTF8Writer) {
        if let stamp { writer.stamp(stamp) }
        writer.literal(",")
    }

    private func writeCell(milliseconds: Int64?, to writer: inout UTF8Writer) {
        if let milliseconds { writer.seconds(milliseconds) }
        writer.literal(",")
    }

    private func writeCell(_ count: Int, to writer: inout UTF8Writer) {
        writer.integer(Int64(count))
        writer.literal(",")
    }

    private func writeText(_ text: String, to writer: inout UTF8Writer) {
        guard !text.isEmpty else { return }
        writer.literal("\"")
        writer.text(text.isPlainInSpreadsheets ? text : text.spreadsheetText)
        writer.literal("\"")
    }
}

extension String {
    /// Whether one look at each byte tells that ``spreadsheetText`` is the text itself, as is so of nearly every cell.
    fileprivate var isPlainInSpreadsheets: Bool {
        var isBlank = true
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: " "): continue
            case ..<0x20, 0x7F..., UInt8(ascii: "\""): return false
            case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"): if isBlank { return false }
            default: break
            }
            isBlank = false
        }
        return true
    }

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
