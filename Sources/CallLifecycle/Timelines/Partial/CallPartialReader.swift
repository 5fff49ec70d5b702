/// Reads a partial result, one session after the other.
package struct CallPartialReader {
    /// Why a file is no partial result, or not all of one.
    package struct Problem: Error, Equatable, CustomStringConvertible {
        package let name: String
        package let line: Int?
        package let expected: String

        /// `1.partial: line 7: expected …`.
        package var description: String { name + (line.map { ": line \($0)" } ?? "") + ": expected \(expected)" }
    }

    /// What a partial result knows of one session.
    struct Part {
        var id: CallSessionID
        var session: CallSession?
        var notes = CallNotes()

        /// What two parts know of the same session.
        func merged(with other: Part) -> Part {
            var merged = self
            merged.notes = notes.merged(with: other.notes)
            merged.session =
                session.flatMap { mine in other.session.map { mine.merged(with: $0) ?? mine } ?? mine }
                ?? other.session
            return merged
        }
    }

    private let name: String
    private let read: () throws -> [UInt8]
    private var reader = CallLogReader()
    private var lines: ArraySlice<CallLogReader.Line> = []
    private var isAtEnd = false
    private var frame: PartialRecord?
    private var isClosed = false
    /// What does not belong to a session.
    private(set) var rest = CallReconstructor()
    private var last: CallSessionID?

    /// Reads what stands before the sessions.
    ///
    /// - Parameters:
    ///   - name: What the file is called in errors.
    ///   - read: Gives the next bytes of the file; none at its end.
    /// - Throws: ``Problem``, or what `read` throws.
    package init(named name: String, _ read: @escaping () throws -> [UInt8]) throws {
        self.name = name
        self.read = read
        while let line = try peek() {
            switch line.result {
            case .success(.event(let event)) where event.kind == .dialInReady || event.sessionID == nil:
                guard frame != nil else { throw unexpected(line) }
                rest.add(event)
            case .success(.foreign(let event)) where event.action == PartialRecord.Action.begin.rawValue:
                guard frame == nil else { throw unexpected(line) }
                frame = try record(event, line)
            default:
                guard frame != nil else { throw unexpected(line) }
                return
            }
            lines.removeFirst()
        }
        throw cutOff
    }

    /// How many events, foreign events and unreadable lines were read for this result.
    package var counts: (events: Int, foreign: Int, problems: Int) {
        (frame?[count: .events] ?? 0, frame?[count: .foreign] ?? 0, frame?[count: .problems] ?? 0)
    }

    /// The last moment that any event tells of.
    package var latest: CallStamp? { frame?.latest }

    /// The next session; `nil` behind the last.
    mutating func next() throws -> Part? {
        var part: Part?
        var events: [CallEvent] = []
        var surplus = SurplusWarnings()
        while let line = try peek() {
            guard let id = try sessionID(of: line) else { break }
            if let part, part.id != id { break }
            guard last.map({ $0 < id }) ?? true else { throw unexpected(line, "sessions in the order of their IDs") }
            if part == nil { part = Part(id: id) }
            switch line.result {
            case .success(.event(let event)): events.append(event)
            case .success(.foreign(let event)):
                if let record = PartialRecord(event) {
                    if record.values["hasMoreNotes"] != nil { part?.notes.isTruncated = true }
                    for (digest, milliseconds) in record.values { surplus.insert(digest, milliseconds) }
                } else {
                    part?.notes.insert(event)
                }
            case .failure: break
            }
            lines.removeFirst()
        }
        guard let id = part?.id else {
            guard isClosed else { throw cutOff }
            return nil
        }
        last = id
        part?.session = CallSession(id: id, events: events, surplus: surplus)
        return part
    }

    /// The session that a line is about; `nil` for the last line of the file.
    private mutating func sessionID(of line: CallLogReader.Line) throws -> CallSessionID? {
        switch line.result {
        case .success(.event(let event)):
            guard let id = event.sessionID else { throw unexpected(line) }
            return id
        case .success(.foreign(let event)):
            if event.action == PartialRecord.Action.end.rawValue {
                var end = try record(event, line)
                end.action = .begin
                guard end == frame else { throw unexpected(line) }
                isClosed = true
                lines.removeFirst()
                guard try peek() == nil else { throw unexpected(line, "nothing behind the last line") }
                return nil
            }
            guard let id = event.sessionID else { throw unexpected(line) }
            return id
        case .failure: throw unexpected(line)
        }
    }

    private mutating func peek() throws -> CallLogReader.Line? {
        while lines.isEmpty, !isAtEnd {
            let bytes = try read()
            isAtEnd = bytes.isEmpty
            var next: [CallLogReader.Line] = []
            if isAtEnd { reader.finish { next.append($0) } } else { reader.read(bytes) { next.append($0) } }
            lines = next[...]
        }
        return lines.first
    }

    private func record(_ event: ForeignCallEvent, _ line: CallLogReader.Line) throws -> PartialRecord {
        guard let record = PartialRecord(event) else { throw unexpected(line) }
        guard record.values["version"] == PartialRecord.version else {
            throw unexpected(line, "version \(PartialRecord.version) of the form")
        }
        return record
    }

    private var cutOff: Problem {
        Problem(name: name, line: nil, expected: "the rest of a partial result, which ends early")
    }

    private func unexpected(
        _ line: CallLogReader.Line,
        _ expected: String = "a line of a partial result, as “timeline --partial” writes them"
    ) -> Problem {
        Problem(name: name, line: line.number, expected: expected)
    }
}
