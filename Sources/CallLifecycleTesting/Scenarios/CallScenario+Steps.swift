public import CallLifecycle

// What happens in a call, one thing after the other.

extension CallScenario {
    /// Lets time pass in which nothing is reported.
    ///
    /// After no time at all, the next event happens at the same moment as the last one, and not one ``pause`` later.
    public func waits(for duration: Duration) -> CallScenario {
        guard duration >= .zero else { return self }
        var scenario = self
        scenario.moment += duration
        scenario.isTaken = false
        return scenario
    }

    /// Something happens, whether the state of the call allows it or not.
    ///
    /// - Parameters:
    ///   - kind: What happens.
    ///   - message: The message, of an error or a warning.
    /// - Returns: The call with its report, which arrives at once.
    public func then(_ kind: CallEventKind, message: CallErrorMessage? = nil) -> CallScenario {
        then(kind, in: sessionID, message: message)
    }

    /// The same for what says nothing about its session.
    func then(
        _ kind: CallEventKind,
        in session: CallSessionID?,
        message: CallErrorMessage? = nil,
        changing attributes: (inout CallAttributes) -> Void = { _ in }
    ) -> CallScenario {
        var told = self.attributes
        attributes(&told)
        var scenario = self
        if isTaken { scenario.moment += Self.pause }
        scenario.isTaken = true
        let stamp = scenario.endsAt
        let event = CallEvent(kind, of: session, at: stamp, message: message, attributes: told)
        scenario.deliveries.append(Delivery(event, arrivesAt: stamp))
        scenario.sortByArrival()
        return scenario
    }

    /// The event of this call's direction; a dial-in has no requests and no answers, and gets those of a dial-out.
    private func kind(_ signal: CallSignal) -> CallEventKind {
        CallEventKind(signal, of: direction) ?? CallEventKind(signal, of: .dialOut) ?? .dialOutAnswered
    }
}

// MARK: - As a call goes

extension CallScenario {
    /// The application records that `startDialOut()` returned.
    public func requested() -> CallScenario { then(kind(.requested)) }

    /// The room's endpoint says that it can take a call, before a dial-in.
    public func endpointReady() -> CallScenario { then(.dialInReady) }

    /// The session is established: a dial-in negotiates media, a dial-out begins to ring.
    public func connected() -> CallScenario { then(kind(.connected)) }

    /// The dial-out is established and rings for some time.
    public func rings(for duration: Duration) -> CallScenario { connected().waits(for: duration) }

    /// The far end of a dial-out answers.
    ///
    /// In a dial-in nobody answers: there it is an illegal event.
    public func answered() -> CallScenario { then(kind(.answered)) }

    /// The parties talk for some time, of which nothing is reported.
    public func talks(for duration: Duration) -> CallScenario { waits(for: duration) }

    /// Something that is not fatal is reported; a codec fallback by default.
    public func warned(_ message: CallErrorMessage = .codecFallback) -> CallScenario {
        then(kind(.warning), message: message)
    }

    /// The session fails in the pipeline.
    public func failed(_ message: CallErrorMessage = .pipelineFailure) -> CallScenario {
        then(kind(.error), message: message)
    }

    /// The call cannot be started at all: a dial-out fails before it has a session, so its error names none.
    ///
    /// A dial-in has a session by then, and an error of the type `start-failed`.
    public func failsToStart(_ message: CallErrorMessage = .dialOutNotEnabledForRoom) -> CallScenario {
        then(kind(.error), in: direction == .dialOut ? nil : sessionID, message: message) { attributes in
            var details = CallErrorDetails()
            details.destination = attributes.destination
            details.sipEndpoint = attributes.sipEndpoint
            attributes.errorDetails = details
            attributes.errorType = direction == .dialIn ? .startFailed : nil
            if direction == .dialOut { attributes.sipCallID = nil }
        }
    }

    /// The application records that it called `stopDialOut()`.
    public func stopRequested() -> CallScenario { then(kind(.stopRequested)) }

    /// The session ends.
    public func stopped() -> CallScenario { then(kind(.stopped)) }
}

extension CallErrorMessage {
    /// What Daily says of a dial-out from a room that was made without `enable_dialout`.
    public static let dialOutNotEnabledForRoom: CallErrorMessage =
        "dial-out not enabled for room. add enable_dialout property to room"

    /// What Daily says of a dial-out to another country where the domain may not call there.
    public static let internationalDialOutNotSupported: CallErrorMessage =
        "International dialout not supported. Contact sales to enable it for your domain"

    /// What Daily says of a dial-in whose codec is not the one that was hoped for.
    public static let codecFallback: CallErrorMessage = "Dialin codec did not match, using fallback."

    /// An error in the pipeline, in words of this library.
    public static let pipelineFailure: CallErrorMessage = "media pipeline failed"
}

// MARK: - Whole calls

extension CallScenario {
    /// A dial-out that is requested, rings, is answered and ends.
    public static let answeredDialOut = dialOut().requested().rings(for: .seconds(8)).answered()
        .talks(for: .seconds(60)).stopped()

    /// A dial-out that rings until it is given up.
    public static let unansweredDialOut = dialOut().requested().rings(for: .seconds(45)).stopRequested().stopped()

    /// A dial-out that ends at once: Daily gives no reason, but so does a busy line.
    public static let busyDialOut = dialOut().requested().rings(for: .seconds(2)).stopped()

    /// A dial-out from a room that may not place one.
    public static let dialOutThatFailsToStart = dialOut().failsToStart()

    /// A dial-out that fails before it rings.
    public static let dialOutFailingEarly = dialOut().requested().failed("no route to destination")

    /// A dial-out that fails in the middle of the talk, of which the end is reported too.
    public static let dialOutFailingLate = dialOut().requested().rings(for: .seconds(8)).answered()
        .talks(for: .seconds(20)).failed().stopped()

    /// A dial-out with a warning while it goes on.
    public static let dialOutWithWarning = dialOut().requested().rings(for: .seconds(8)).answered()
        .talks(for: .seconds(5)).warned("no media from far end").talks(for: .seconds(55)).stopped()

    /// A dial-out that a trunk answers at once, where no person did.
    public static let falselyAnsweredDialOut = dialOut().requested().rings(for: .milliseconds(300)).answered()
        .talks(for: .seconds(4)).stopRequested().stopped()

    /// A dial-in whose endpoint was ready, and that ends.
    public static let completedDialIn = dialIn().endpointReady().waits(for: .seconds(3)).connected()
        .talks(for: .seconds(60)).stopped()

    /// A dial-in that falls back to another codec.
    public static let dialInWithWarning = dialIn().endpointReady().connected().warned().talks(for: .seconds(60))
        .stopped()

    /// A dial-in whose caller was gone before it connected.
    public static let missedDialIn = dialIn().stopped()

    /// A dial-in that could not be set up.
    public static let dialInThatFailsToStart = dialIn().endpointReady().failsToStart("failed to start pipeline")

    /// A dial-in that fails in the middle.
    public static let dialInFailingLate = dialIn().connected().talks(for: .seconds(20)).failed().stopped()

    /// All of these: the calls that a bot should have met before it meets people.
    ///
    /// They all have one of two session IDs.
    public static let catalogue: [CallScenario] = [
        answeredDialOut, unansweredDialOut, busyDialOut, dialOutThatFailsToStart, dialOutFailingEarly,
        dialOutFailingLate, dialOutWithWarning, falselyAnsweredDialOut, completedDialIn, dialInWithWarning,
        missedDialIn, dialInThatFailsToStart, dialInFailingLate,
    ]
}
