/// How things stood in a scope at one moment, and what happened from then on.
public struct CallWatch: Sendable {
    /// What is read under the engine's lock; the rest is worked out later.
    struct Known: Sendable {
        let scope: CallNotificationScope
        let records: CallRecords
        let unattributed: [CallEvent]
        let endpoints: [CallEndpointStatus]
        let sequence: UInt64
    }

    private let known: Known

    /// What happened since, as ``CallSessionEngine/notifications(of:bufferingNewest:)`` tells it.
    public let notifications: AsyncStream<CallNotification>

    init(known: Known, notifications: AsyncStream<CallNotification>) {
        self.known = known
        self.notifications = notifications
    }

    /// The timelines of the scope's sessions, by start, then by session ID.
    ///
    /// O(n log n), at each call.
    public var timelines: [CallTimeline] { known.records.timelines }

    /// The session, of a watch of one; `nil` if nothing is known of it, or for any other scope.
    public var session: CallSession? {
        if case .session = known.scope { known.records.sessions.first } else { nil }
    }

    /// The scope's events without a session ID that belong to no session; none in a watch of one session.
    public var unattributed: [CallEvent] { known.unattributed }

    /// The endpoints, where the scope includes dial-in.
    public var endpoints: [CallEndpointStatus] { known.endpoints }

    /// The sequence number of the latest transition before the stream starts.
    public var sequence: UInt64 { known.sequence }
}

extension CallWatch.Known {
    init(_ scope: CallNotificationScope, _ state: EngineState) {
        let all = state.ledger.sessions
        self.scope = scope
        sequence = state.ledger.sequence
        switch scope {
        case .session(let id):
            records = state.records(of: id)
            unattributed = []
            endpoints = []
        case .everything:
            records = state.records(of: Array(all.values))
            unattributed = state.ledger.unattributed
            endpoints = state.endpoints
        case .direction(let direction):
            records = state.records(of: all.values.filter { $0.direction == direction })
            unattributed = state.ledger.unattributed.filter { $0.kind.direction == direction }
            endpoints = direction == .dialIn ? state.endpoints : []
        }
    }
}

/// Sessions, and what else their timelines are made of.
struct CallRecords: Sendable {
    let sessions: [CallSession]
    let readiness: CallEndpoints
    let notes: NoteBook
    let inferredEnds: [CallSessionID: CallInferredEnd]

    var timelines: [CallTimeline] {
        sessions.map { session in
            CallTimeline(
                session,
                readyAt: readiness.readyAt(session),
                notes: notes[session.id],
                inferredEnd: inferredEnds[session.id]
            )
        }
        .sorted(by: CallTimeline.listingOrder)
    }
}
