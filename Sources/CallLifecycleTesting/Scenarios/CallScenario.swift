public import CallLifecycle

/// A phone call as a value: what is reported about it, when each thing happened, and when its report arrives.
///
/// A scenario is written as a call goes, and every step gives a new one:
///
/// ```swift
/// let call = CallScenario.dialOut(to: "+14155550123")
///     .rings(for: .seconds(8)).answered().talks(for: .seconds(60)).stopped()
/// ```
///
/// Time is part of it. The call begins at ``startsAt``. An event happens at the scenario's present moment; where
/// another has happened there already, it happens one ``pause`` later. ``waits(for:)`` lets time pass, or none. IDs and
/// stamps are the same in every run unless they are given.
///
/// Whatever is written down can be played, also what no call does: illegal events are there to be tested with.
public struct CallScenario: Sendable, Hashable {
    /// One report on its way: an event, and when it arrives.
    public struct Delivery: Sendable, Hashable {
        /// What is reported, with the stamp of when it happened.
        public let event: CallEvent

        /// When the report arrives, by the clock of the stamps, to the millisecond.
        public let arrivesAt: CallStamp

        /// A report and its arrival.
        public init(_ event: CallEvent, arrivesAt: CallStamp) {
            self.event = event
            // However the stamp was written that it is taken from: the same moments are to be equal.
            self.arrivesAt = arrivesAt.advanced(by: .zero)
        }
    }

    /// The time between two events that nothing else is said about: one second.
    ///
    /// So events keep their order also where stamps are written to the second.
    public static let pause: Duration = .seconds(1)

    /// When scenarios begin that do not say so: 2026-03-01T10:00:00Z.
    public static let defaultStart = CallStamp("2026-03-01T10:00:00.000Z") ?? .now

    /// The call's direction.
    public let direction: CallDirection

    /// The call's session.
    public let sessionID: CallSessionID

    /// When the call begins.
    public let startsAt: CallStamp

    /// The reports, in the order in which they arrive.
    public internal(set) var deliveries: [Delivery] = []

    /// What the call's events tell, each as far as its kind has such a field.
    let attributes: CallAttributes

    /// The present moment, since the start.
    var moment: Duration = .zero

    /// Whether something has happened at the present moment.
    var isTaken = false

    init(_ direction: CallDirection, _ sessionID: CallSessionID, at start: CallStamp, _ attributes: CallAttributes) {
        self.direction = direction
        self.sessionID = sessionID
        self.startsAt = start
        self.attributes = attributes
    }

    /// What was reported, in the order of arrival, repetitions included.
    public var events: [CallEvent] { deliveries.map(\.event) }

    /// The present moment: when the next event happens, or one ``pause`` before it.
    public var endsAt: CallStamp { startsAt.advanced(by: moment) }

    /// The session that these reports make once all have arrived; `nil` if none is about it.
    public var session: CallSession? { timeline?.session }

    /// What the call was, with its durations and how it turned out, once all reports have arrived; `nil` if none is
    /// about its session.
    public var timeline: CallTimeline? { reconstruction.timelines.first { $0.id == sessionID } }

    /// What a log of these reports says.
    public var reconstruction: CallReconstruction {
        var reconstructor = CallReconstructor()
        for event in events { reconstructor.add(event) }
        return reconstructor.reconstruct()
    }
}

// MARK: - Beginnings

extension CallScenario {
    /// A dial-out of which nothing is reported yet.
    ///
    /// - Parameters:
    ///   - destination: Whom it calls: E.164 or a SIP URI.
    ///   - sessionID: The session that Daily gives to it.
    ///   - start: When it begins.
    /// - Returns: The call, to be gone on with.
    public static func dialOut(
        to destination: CallAddress = "+14155550123",
        session sessionID: CallSessionID = "out-1",
        startingAt start: CallStamp = defaultStart
    ) -> CallScenario {
        var attributes = common(sessionID)
        attributes.destination = destination
        return CallScenario(.dialOut, sessionID, at: start, attributes)
    }

    /// A dial-in of which nothing is reported yet.
    ///
    /// - Parameters:
    ///   - caller: Who calls.
    ///   - endpoint: The room's endpoint that takes the call.
    ///   - sessionID: The session that Daily gives to it.
    ///   - start: When it begins.
    /// - Returns: The call, to be gone on with.
    public static func dialIn(
        from caller: CallAddress = "+14155550199",
        at endpoint: SIPEndpoint = "sip:front-desk@sip.daily.co",
        session sessionID: CallSessionID = "in-1",
        startingAt start: CallStamp = defaultStart
    ) -> CallScenario {
        var attributes = common(sessionID)
        attributes.sipFrom = caller
        attributes.sipEndpoint = endpoint
        return CallScenario(.dialIn, sessionID, at: start, attributes)
    }

    private static func common(_ sessionID: CallSessionID) -> CallAttributes {
        var attributes = CallAttributes()
        attributes.callClientID = "client-1"
        attributes.provider = "daily"
        attributes.sipCallID = SIPCallID("\(sessionID.rawValue)@sip.daily.co")
        return attributes
    }
}

extension CallScenario: CustomStringConvertible {
    /// The call in one line: `dial-out out-1: dialout-connected, dialout-stopped +8.000`.
    ///
    /// What is told of each report is its event, when it happened after the start, who reported it if that was a
    /// webhook, and how late it arrives.
    public var description: String {
        let reports = deliveries.map { delivery in
            let event = delivery.event
            let isElsewhere = event.sessionID != sessionID && event.kind != .dialInReady
            return event.kind.rawValue + (isElsewhere ? " of \(event.sessionID?.abbreviated ?? "no session")" : "")
                + (event.stamp.offset(from: startsAt) == "+0.000" ? "" : " \(event.stamp.offset(from: startsAt))")
                + (event.source == .webhook ? " by webhook" : "")
                + (delivery.isLate ? " arriving \(delivery.arrivesAt.offset(from: startsAt))" : "")
        }
        return "\(direction) \(sessionID.abbreviated): \(reports.isEmpty ? "nothing" : reports.joined(separator: ", "))"
    }
}

extension CallScenario.Delivery {
    /// Whether the report arrives after what it reports; a stamp to the second may stand for any moment of it.
    fileprivate var isLate: Bool {
        arrivesAt.millisecondsSince1970 >= event.stamp.millisecondsSince1970 + event.stamp.resolution.milliseconds
    }
}
