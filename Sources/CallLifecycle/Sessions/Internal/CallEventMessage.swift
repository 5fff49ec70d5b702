/// The message of an event, where that keeps it: nothing is copied until somebody reads it.
///
/// Most events have none, and it then holds nothing.
struct CallEventMessage: Sendable, Hashable, CustomReflectable {
    private let told: CallAttributes?

    /// The message of an event.
    init(of event: CallEvent) { told = event.told.hasMessage ? event.told : nil }

    /// The message; `nil` where there was none.
    var text: CallErrorMessage? { told?.message }

    /// Shows `dump` and debuggers the message, which masks what is personal.
    var customMirror: Mirror { Mirror(reflecting: text as Any) }

    /// Whether both are the same bytes, or there are none.
    static func == (left: Self, right: Self) -> Bool { left.text == right.text }

    func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
