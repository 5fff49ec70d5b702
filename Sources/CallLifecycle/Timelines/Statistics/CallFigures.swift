/// The figures of some calls.
public struct CallFigures: Sendable, Hashable {
    /// How many sessions there were.
    public let sessions: Int

    /// How many dial-outs failed before they had a session.
    public let sessionlessErrors: Int

    /// How many warnings of dial-outs belong to no session.
    public let sessionlessWarnings: Int

    /// How many sessions turned out how; those that did not occur have no entry.
    public let dispositions: [CallTimeline.Disposition: Int]

    /// How many sessions had a move over a state whose event was not seen.
    public let incompleteSessions: Int

    /// How many sessions had an illegal event.
    public let irregularSessions: Int

    /// How many warnings sessions had.
    public let warnings: Int

    /// Answer-seizure ratio: dial-outs that were answered, of all that were attempted (ITU-T E.411).
    ///
    /// Attempts are sessions and sessionless errors. Older senders never report an answer, which lowers it.
    public let answerSeizureRatio: CallRatio

    /// Session completion ratio: sessions that were established and ended without an error, of all attempts (RFC 6076,
    /// 4.9).
    ///
    /// Those are the dispositions `answered` and `completed`. A session that is open is not completed yet.
    public let sessionCompletionRatio: CallRatio

    /// Average call duration: the time in conversation, over the calls for which it is known; `nil` if there are none.
    ///
    /// A dial-out converses from the answer on, a dial-in from connected on, both up to the end.
    public let averageCallDuration: Average?

    /// A mean, and how many values it is of.
    public struct Average: Sendable, Hashable {
        /// The mean, rounded to the nearest millisecond.
        public let milliseconds: Int64

        /// The number of values.
        public let count: Int
    }

    /// The most calls at once; `nil` without any session.
    public let peak: CallConcurrency?

    /// The durations that are known of any session.
    public let durations: [CallMeasure: CallDurationDistribution]

    /// How many calls were tried: sessions, and dial-outs that failed before they had one.
    public var attempts: Int { sessions + sessionlessErrors }

    /// How many sessions have not ended, as far as is known.
    public var openSessions: Int { dispositions[.open] ?? 0 }

    init(_ records: [CallRecord]) {
        let own = records.compactMap(\.session)
        let outs = records.filter { $0.direction == .dialOut && $0.isAttempt }
        let turns = own.map(\.outline.disposition)
        let completed = turns.count { $0 == .answered || $0 == .completed }
        let conversations = own.compactMap {
            $0.outline.duration($0.direction == .dialOut ? .talk : .session)?.milliseconds
        }

        sessions = own.count
        sessionlessErrors = records.count { $0.session == nil && $0.isAttempt }
        sessionlessWarnings = records.count { !$0.isAttempt }
        dispositions = CallTimeline.Disposition.allCases.reduce(into: [:]) { counts, disposition in
            let count = turns.count { $0 == disposition }
            if count > 0 { counts[disposition] = count }
        }
        incompleteSessions = own.count { $0.outline.skips > 0 }
        irregularSessions = own.count { $0.outline.illegal > 0 }
        warnings = own.reduce(0) { $0 + $1.outline.warnings }
        answerSeizureRatio = CallRatio(outs.count { $0.session?.outline.isAnswered ?? false }, of: outs.count)
        sessionCompletionRatio = CallRatio(completed, of: own.count + sessionlessErrors)
        averageCallDuration =
            conversations.isEmpty
            ? nil
            : Average(
                milliseconds: Int64((Double(conversations.reduce(0, +)) / Double(conversations.count)).rounded()),
                count: conversations.count
            )
        peak = CallConcurrency(own.map(\.stay))
        durations = CallMeasure.allCases.reduce(into: [:]) { known, measure in
            known[measure] = CallDurationDistribution(own.compactMap { $0.outline.duration(measure) })
        }
    }
}

/// A part of a whole, with the counts behind it.
public struct CallRatio: Sendable, Hashable {
    /// How many.
    public let count: Int

    /// Of how many.
    public let total: Int

    init(_ count: Int, of total: Int) {
        self.count = count
        self.total = total
    }

    /// The ratio, from 0 to 1; `nil` of nothing.
    public var value: Double? { total == 0 ? nil : Double(count) / Double(total) }
}
