import CallLifecycle

/// A page of a list of calls, the newest first.
///
/// It goes on behind the last call of the page before, and not at a number: calls that came meanwhile shift nothing.
struct CallPage {
    /// Where a call stands in the list.
    struct Place: Equatable {
        let startedAt: Int64
        let id: CallSessionID

        init(_ timeline: CallTimeline) {
            startedAt = timeline.session.startedAt.millisecondsSince1970
            id = timeline.id
        }

        /// A place as ``text`` writes it; `nil` for any other text.
        init?(_ text: String) {
            guard let dash = text.firstIndex(of: "-"), let startedAt = Int64(text[..<dash]) else { return nil }
            self.startedAt = startedAt
            id = CallSessionID(String(text[text.index(after: dash)...]))
        }

        /// The place as a client gives it back.
        var text: String { "\(startedAt)-\(id.rawValue)" }

        /// Whether a call stands behind this one: it started earlier, or has the lesser ID of two.
        func precedes(_ other: Place) -> Bool {
            startedAt == other.startedAt ? other.id < id : other.startedAt < startedAt
        }
    }

    /// The calls of the page.
    let timelines: [CallTimeline]

    /// What the next page goes on behind; `nil` where there is none.
    let next: Place?

    /// A page of calls that are sorted by start, then by session ID.
    init(of timelines: [CallTimeline], _ query: CallQuery) {
        let rest = timelines.reversed()
            .drop { timeline in
                query.after.map { !$0.precedes(Place(timeline)) } ?? false
            }
        self.timelines = Array(rest.prefix(query.limit))
        next = rest.count > query.limit ? self.timelines.last.map(Place.init) : nil
    }
}
