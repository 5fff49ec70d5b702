public import CallLifecycle

/// Writes what an engine tells for a person at a terminal, a line each: when, which call, the event, the state or the
/// move, and remarks.
///
/// The columns have fixed widths, since nobody knows what comes next. Control characters of a hostile sender never reach
/// the terminal; personal data is masked unless it is to be revealed.
public struct TextNotificationRenderer: Sendable {
    private let palette: TerminalPalette
    private let mask: PersonalDataMask

    /// A renderer without colour that masks personal data, unless told otherwise.
    public init(usingColour: Bool = false, revealingPersonalData: Bool = false) {
        palette = TerminalPalette(isEnabled: usingColour)
        mask = PersonalDataMask(reveals: revealingPersonalData)
    }

    /// A notification, on one line without its end.
    ///
    /// - Parameters:
    ///   - notification: What was told.
    ///   - heard: The moment of it, for a notification that has none of its own: see `CallNotification.at`.
    /// - Returns: The line.
    public func render(_ notification: CallNotification, at heard: CallStamp) -> String {
        let story = NotificationStory(notification, at: heard, mask)
        let cells = [
            ("\(story.at)", 24, Paint.faint), (story.direction, 8, .none), (story.session, 8, .strong),
            (story.event, 22, .none), (story.movement, 20, .tone), (story.remark, 0, .remark),
        ]
        // What is empty at the end of a line needs no blanks.
        let count = cells.lastIndex { !$0.0.isEmpty }.map { $0 + 1 } ?? 0
        return cells.prefix(count).enumerated()
            .map { index, cell in
                let text = index == count - 1 ? cell.0 : cell.0.padded(toWidth: cell.1)
                return paint(text, cell.2, story.tone)
            }
            .joined(separator: "  ")
    }

    private enum Paint {
        case none
        case faint
        case strong
        case tone
        case remark
    }

    private func paint(_ text: String, _ paint: Paint, _ tone: NotificationStory.Tone) -> String {
        switch (paint, tone) {
        case (.faint, _): palette.faint(text)
        case (.strong, _): palette.strong(text)
        case (.tone, .state(let state)): palette.state(state, text)
        case (.tone, .bad), (.remark, .bad): palette.bad(text)
        case (.none, _), (.tone, .note), (.remark, _): text
        }
    }
}
