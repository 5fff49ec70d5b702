public import CallLifecycle

/// Writes a call for a person at a terminal: what it was, then every step with its time, its offset and its meaning.
///
/// Control characters of a hostile log never reach the terminal; personal data is masked unless it is to be revealed.
public struct TextTimelineRenderer: CallReportRenderer {
    private let palette: TerminalPalette
    private let mask: PersonalDataMask

    /// A renderer without colour that masks personal data, unless told otherwise.
    public init(usingColour: Bool = false, revealingPersonalData: Bool = false) {
        palette = TerminalPalette(isEnabled: usingColour)
        mask = PersonalDataMask(reveals: revealingPersonalData)
    }

    /// Every call, with a blank line between two, then every event that belongs to none.
    public func render<Failure>(
        _ calls: CallReconstruction,
        to write: (String) throws(Failure) -> Void
    ) throws(Failure) {
        for (index, timeline) in calls.timelines.enumerated() {
            try write((index > 0 ? "\n" : "") + render(timeline) + "\n")
        }
        if !calls.timelines.isEmpty && !calls.unattributed.isEmpty { try write("\n") }
        for event in calls.unattributed { try write(render(unattributed: event) + "\n") }
    }

    /// One call, over several lines, the last without its end.
    public func render(_ timeline: CallTimeline) -> String {
        let story = CallStory(timeline, mask)
        return
            ([headline(story), indented(story.parties.joined(separator: "  "), faint: true)] + steps(story) + [
                indented(story.measures.joined(separator: "   "), faint: false),
                indented(story.remarks.joined(separator: ", "), faint: true),
            ])
            .filter { !$0.isEmpty }
            .joined(separator: "\n")
    }

    /// An event that belongs to no call, on one line without its end.
    public func render(unattributed event: CallEvent) -> String {
        let message = event.message.map { " " + mask.quoted($0) } ?? ""
        return "\(palette.bad("unattributed"))  \(event.stamp)  \(event.kind)\(message)"
    }

    // MARK: Lines

    private func headline(_ story: CallStory) -> String {
        "\(palette.strong(story.subject))  \(palette.state(story.state, story.outcome.first ?? ""))"
            + story.outcome.dropFirst().map { ", \($0)" }.joined()
    }

    private func steps(_ story: CallStory) -> [String] {
        let rows = story.rows
        let eventWidth = rows.map(\.event.displayWidth).max() ?? 0
        let movementWidth = rows.map(\.movement.displayWidth).max() ?? 0
        return rows.map { row in
            let event = row.event.padded(toWidth: eventWidth)
            let movement = row.movement.padded(toWidth: row.remark.isEmpty ? 0 : movementWidth)
            let coloured = row.isIllegal ? palette.bad(movement) : palette.state(row.state, movement)
            return "  \(palette.faint("\(row.at)"))  \(row.offset.paddedLeft(toWidth: 10))  \(event)  \(coloured)"
                + (row.remark.isEmpty ? "" : "  " + (row.isIllegal ? palette.bad(row.remark) : row.remark))
        }
    }

    /// Two blanks before, unless there is nothing.
    private func indented(_ text: String, faint: Bool) -> String {
        text.isEmpty ? "" : "  " + (faint ? palette.faint(text) : text)
    }
}

extension CallMeasure {
    /// The measure's name for people.
    public var title: String {
        switch self {
        case .session: "session"
        case .timeToAnswer: "time to answer"
        case .talk: "talk"
        case .unanswered: "unanswered"
        case .requestToConnected: "request to connected"
        case .requestToAnswered: "request to answered"
        case .readyToConnected: "ready to connected"
        }
    }
}

extension CallMeasure {
    /// The measure's name in the manner of columns and attributes: `time_to_answer`.
    var snakeCase: String {
        rawValue.reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
    }
}
