/// What one call was: its session read as a story, for a person or a report.
///
/// A timeline is a value made from a session, and from when the session's endpoint was ready. It knows no more than
/// the events tell: what they leave open is `nil`.
public struct CallTimeline: Sendable, Hashable, Identifiable {
    /// The session that the timeline is about.
    public let session: CallSession

    /// When the endpoint of a dial-in session last said that it can take a call, not after the session connected.
    public let readyAt: CallStamp?

    /// What is known of the session beside its lifecycle.
    public let notes: CallNotes

    /// The end that an engine inferred, where nobody reported one; never Daily's word.
    public let inferredEnd: CallInferredEnd?

    /// The timeline of a session.
    ///
    /// - Parameters:
    ///   - session: The session.
    ///   - readyAt: When its endpoint was ready; an engine and a reconstruction know it.
    ///   - notes: What else is known of it.
    ///   - inferredEnd: The end that an engine inferred.
    public init(
        _ session: CallSession,
        readyAt: CallStamp? = nil,
        notes: CallNotes = CallNotes(),
        inferredEnd: CallInferredEnd? = nil
    ) {
        self.session = session
        self.readyAt = readyAt
        self.notes = notes
        self.inferredEnd = inferredEnd
    }

    /// The session's ID.
    public var id: CallSessionID { session.id }
}

extension CallTimeline {
    /// How a call turned out.
    public enum Disposition: String, Sendable, Hashable, Codable, CaseIterable {
        /// A dial-in that connected and ended.
        case completed
        /// A dial-in that ended without having connected.
        case missed
        /// A dial-out that was answered and ended.
        case answered
        /// A dial-out that ended without an answer. Older senders never report one.
        case unanswered
        /// The session failed.
        case failed
        /// The session has not ended, as far as is known.
        case open
    }

    /// Who ended a call, as far as the events tell.
    public enum Ending: String, Sendable, Hashable, Codable, CaseIterable {
        /// The application had asked for the end.
        case local
        /// The events never say who hung up.
        case unknown
    }

    /// How the call turned out.
    public var disposition: Disposition { CallOutline(self).disposition }

    /// Who ended the call: the application, if it asked for the end before it came.
    public var endedBy: Ending { CallOutline(self).endedBy }

    /// All of the call's durations that are known; its events are walked over once.
    public var durations: [CallMeasure: CallDuration] {
        let outline = CallOutline(self)
        return CallMeasure.allCases.reduce(into: [:]) { $0[$1] = outline.duration($1) }
    }

    /// One of the call's durations; `nil` where one of its ends is unknown.
    public func duration(_ measure: CallMeasure) -> CallDuration? { CallOutline(self).duration(measure) }

    /// From answered to the end of a dial-out; `nil` if it was never answered, or has not ended.
    public var talk: CallDuration? { duration(.talk) }

    /// From connected to answered of a dial-out; `nil` if either is unknown.
    public var timeToAnswer: CallDuration? { duration(.timeToAnswer) }
}

extension CallTimeline {
    /// The order in which timelines are listed: by start, then by session ID in byte order.
    static func listingOrder(_ left: CallTimeline, _ right: CallTimeline) -> Bool {
        let starts = (left.session.startedAt.millisecondsSince1970, right.session.startedAt.millisecondsSince1970)
        return starts.0 == starts.1 ? left.id < right.id : starts.0 < starts.1
    }
}
