/// Something that happened during or after a call, or to it, and is no step of its lifecycle: a key press, a transfer,
/// or what the application itself noted.
///
/// An annotation never touches a session's state. Reports that agree in everything are one annotation.
public struct CallAnnotation: Sendable, Hashable, Codable {
    /// The session.
    public let sessionID: CallSessionID

    /// What was reported, such as `dtmf-event`.
    public let action: String

    /// When it happened, by its reporter's clock.
    public let at: CallStamp

    /// What else was reported, such as the tone.
    public let details: CallEventDetails

    /// The annotation that a foreign event makes.
    ///
    /// `nil` unless it is a `dtmf-event`, a `calltransfer.*` or the application's own
    /// ``ForeignCallEvent/note(_:of:at:details:)``, and names a session and a time.
    public init?(_ event: ForeignCallEvent) {
        guard
            event.action == "dtmf-event" || event.action.hasPrefix("calltransfer.")
                || event.action.hasPrefix(ForeignCallEvent.notePrefix),
            let sessionID = event.sessionID, let stamp = event.stamp
        else { return nil }
        self.sessionID = sessionID
        action = event.action
        at = stamp
        details = event.details
    }
}

extension CallAnnotation: CustomStringConvertible, CustomReflectable {
    /// The annotation in one line, without the values of its details: `ff1e7130 dtmf-event tone: •••••`.
    public var description: String {
        let name = PersonalData.masked(action).printable
        return "\(sessionID.abbreviated) \(details.isEmpty ? name : "\(name) \(details)")"
    }

    /// Shows `dump` and debuggers no more than ``description``: what follows `calltransfer.` or `note.` may be
    /// anything.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension CallAnnotation: Comparable {
    /// By stamp, then action, then details: an order in which no two annotations of a session are the same.
    public static func < (left: CallAnnotation, right: CallAnnotation) -> Bool {
        guard left.at == right.at else { return left.at < right.at }
        guard left.action == right.action else { return left.action.precedesInByteOrder(right.action) }
        guard left.details == right.details else { return left.details.text.precedesInByteOrder(right.details.text) }
        return left.sessionID < right.sessionID
    }
}

extension CallEventDetails {
    /// Names and values in byte order of names, for comparison only.
    fileprivate var text: String {
        values.sorted { $0.key.precedesInByteOrder($1.key) }.map { "\($0.key)\u{0}\($0.value)\u{0}" }.joined()
    }
}
