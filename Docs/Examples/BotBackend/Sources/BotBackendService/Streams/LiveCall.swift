import CallLifecycle
import CallTimelineRendering

/// One call as the live page shows it, personal data masked.
struct LiveCall: Encodable {
    let id: String
    /// The ID as it is shown: short, and harmless whatever it is.
    let name: String
    let direction: String
    let state: String
    /// When the call came into its state, and when it began, in milliseconds since 1970.
    let since: Int64
    let startedAt: Int64
    /// When it will have been in its state for too long; `nil` where there is no limit, or it has ended.
    let overdueAt: Int64?
    /// How many of its events were illegal.
    let illegal: Int
    /// Whether it is over, or was taken to be.
    let isOver: Bool
    /// What it belongs to, and who is on the phone, masked.
    let remarks: [String]

    init(_ timeline: CallTimeline, limits: CallStateLimits) {
        let session = timeline.session
        id = session.id.rawValue
        name = session.id.abbreviated
        direction = session.direction.rawValue
        state = session.state.rawValue
        since = session.stateSince.millisecondsSince1970
        startedAt = session.startedAt.millisecondsSince1970
        let limit = session.state.isFinal ? nil : limits[session.direction, session.state].notice
        overdueAt = limit.map { session.stateSince.advanced(by: $0).millisecondsSince1970 }
        illegal = session.violations.count
        isOver = session.state.isFinal || timeline.inferredEnd != nil
        let attributes = session.attributes
        let party = session.direction == .dialIn ? attributes.sipFrom : attributes.destination
        // Their descriptions are masked.
        remarks = [party.map { "\($0)" }].compactMap(\.self) + timeline.notes.correlationIDs.map { "\($0)" }
    }
}

/// How all calls stand, which a live page begins with.
struct LiveSnapshot: Encodable {
    /// How many open calls are listed at the most; more are counted.
    static let listedCalls = 500

    /// How many of the last things that happened are told.
    static let toldEvents = 30

    /// When, in milliseconds since 1970.
    let at: Int64
    /// How many calls are open.
    let openCount: Int
    /// The open calls, the newest first.
    let calls: [LiveCall]
    /// What happened last, the newest first.
    let happened: [LiveHappening]
    /// The events that were illegal last, of calls that are open and of those that are not, the newest first.
    let alarms: [LiveHappening]

    init(_ timelines: [CallTimeline], limits: CallStateLimits, at now: CallStamp) {
        at = now.millisecondsSince1970
        let open = timelines.filter { !$0.session.state.isFinal && $0.inferredEnd == nil }
        openCount = open.count
        calls = open.reversed().prefix(Self.listedCalls).map { LiveCall($0, limits: limits) }
        var recent: [LiveHappening] = []
        for timeline in timelines.sorted(by: { $0.session.stateSince < $1.session.stateSince }).suffix(Self.toldEvents)
        {
            recent += timeline.session.transitions.map(LiveHappening.init)
            recent += timeline.session.violations.map(LiveHappening.init)
        }
        recent += calls.compactMap { LiveHappening(overdue: $0, at: now) }
        happened = Array(recent.sorted { $0.at > $1.at }.prefix(Self.toldEvents))
        alarms = Array(
            timelines.flatMap { $0.session.violations.map(LiveHappening.init) }
                .sorted { $0.at > $1.at }.prefix(Self.toldEvents)
        )
    }
}

/// Something that happened, in words, personal data masked.
struct LiveHappening: Encodable {
    let at: Int64
    /// The call that it is about; `nil` for endpoints and events without a session.
    let id: String?
    /// The call's ID as it stands in the text.
    let name: String?
    let kind: String
    let text: String

    init(_ notification: CallNotification, at heard: CallStamp) {
        at = (notification.at ?? heard).millisecondsSince1970
        id = notification.sessionID?.rawValue
        name = notification.sessionID?.abbreviated
        text = Self.text(of: notification)
        kind =
            switch notification {
            case .illegal: "illegal"
            case .overdue: "overdue"
            case .amended(let amendment): amendment.violations.isEmpty ? "step" : "illegal"
            default: "step"
            }
    }

    /// The notification in words; a notice as the page itself says it, which has no room for stamps.
    private static func text(of notification: CallNotification) -> String {
        guard case .overdue(let overdue) = notification else { return "\(notification)" }
        let session = overdue.session
        let ending = overdue.inferredEnd == nil ? "" : ", and is taken to have ended"
        return Self.overdue(session.direction.rawValue, session.id.abbreviated, session.state.rawValue) + ending
    }

    private static func overdue(_ direction: String, _ name: String, _ state: String) -> String {
        "\(direction) \(name) has been \(state) for too long"
    }

    /// The notice of a call that has been in its state for too long at a moment; `nil` of any other.
    init?(overdue call: LiveCall, at now: CallStamp) {
        guard let overdueAt = call.overdueAt, overdueAt <= now.millisecondsSince1970 else { return nil }
        at = overdueAt
        id = call.id
        name = call.name
        kind = "overdue"
        text = Self.overdue(call.direction, call.name, call.state)
    }

    init(_ transition: CallTransition) { self.init(.transition(transition), at: transition.at) }

    init(_ violation: CallViolation) { self.init(.illegal(violation), at: violation.at) }
}
