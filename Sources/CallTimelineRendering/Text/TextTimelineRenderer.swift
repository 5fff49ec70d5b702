public import CallLifecycle

/// Writes calls for a person at a terminal: one call as a ladder of all its steps, several as a table.
///
/// Control characters of a hostile log never reach the terminal; personal data is masked unless it is to be revealed.
public struct TextTimelineRenderer: CallReportRenderer {
    /// How calls are laid out.
    public enum Layout: Sendable, Hashable, CaseIterable {
        /// The only call as a ladder, several as a table.
        case automatic
        /// Each call over several lines: every step with its time, its offset and its meaning.
        case ladders
        /// Each call on one line.
        case table
    }

    /// The fewest columns that a limit may be of.
    public static let minimumWidth = 40

    let layout: Layout
    let width: Int?
    let palette: TerminalPalette
    let mask: PersonalDataMask

    /// A renderer without colour that masks personal data, unless told otherwise.
    ///
    /// - Parameters:
    ///   - layout: How calls are laid out.
    ///   - width: How many columns the terminal has, at least ``minimumWidth``: what is longer is shortened or wrapped, and less
    ///     important columns are left out. `nil` writes everything in full, for files and other programs.
    ///   - usingColour: Whether states and marks are coloured, by escape sequences that terminals understand.
    ///   - revealingPersonalData: Whether numbers, users and messages are written as they are.
    public init(
        _ layout: Layout = .automatic,
        width: Int? = nil,
        usingColour: Bool = false,
        revealingPersonalData: Bool = false
    ) {
        self.layout = layout
        self.width = width.map { max($0, Self.minimumWidth) }
        palette = TerminalPalette(isEnabled: usingColour)
        mask = PersonalDataMask(reveals: revealingPersonalData)
    }

    /// The calls, then every event that belongs to none.
    public func render<Failure>(
        _ calls: CallReconstruction,
        to write: (String) throws(Failure) -> Void
    ) throws(Failure) {
        let isTable = layout == .table || layout == .automatic && calls.timelines.count > 1
        if isTable {
            for line in table(of: calls) { try write(line + "\n") }
        } else {
            for (index, timeline) in calls.timelines.enumerated() {
                try write((index > 0 ? "\n" : "") + render(timeline) + "\n")
            }
        }
        if !calls.timelines.isEmpty && !calls.unattributed.isEmpty { try write("\n") }
        for event in calls.unattributed { try write(render(unattributed: event) + "\n") }
    }

    /// One call as a ladder, over several lines, the last without its end.
    public func render(_ timeline: CallTimeline) -> String { ladder(of: timeline).joined(separator: "\n") }

    /// An event that belongs to no call, on one line without its end.
    public func render(unattributed event: CallEvent) -> String {
        let message = event.message.map { " " + mask.quoted($0) } ?? ""
        return "\(palette.bad("unattributed"))  \(event.stamp)  \(event.kind)\(message)"
    }
}
