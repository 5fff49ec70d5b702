import CallLifecycle

extension CallScenario {
    /// The simplest call that still does what this one does.
    ///
    /// First as many reports as possible are left out (delta debugging: halves, quarters, …, until no single one can
    /// go), then what is left is made plainer: one ``pause`` between events, no delays, no second observer, no details.
    ///
    /// - Parameter isFailing: Whether a call still does it, such as to make a test fail. Asked some hundred times at the
    ///   most for a call of a dozen reports; of this call itself it is taken to be true.
    /// - Returns: The simplest one that was found. Leaving out any one of its reports would undo it.
    public func shrunk(whileFailing isFailing: (CallScenario) async -> Bool) async -> CallScenario {
        var smallest = self
        var before: CallScenario?
        // It ends by itself as long as "plainer" has no circles; a test must not hang for it if it has.
        for _ in 0..<Self.maximumRounds where before != smallest {
            before = smallest
            smallest = await smallest.withFewerReports(isFailing)
            smallest = await smallest.plainer(isFailing)
        }
        return smallest
    }

    /// Each round leaves reports out or makes one thing plainer, of which there are nine.
    private static let maximumRounds = 100

    /// Zeller and Hildebrandt's minimising delta debugging, over complements alone: what is needed is never one report
    /// in one part.
    private func withFewerReports(_ isFailing: (CallScenario) async -> Bool) async -> CallScenario {
        var smallest = self
        var parts = 2
        while smallest.deliveries.count > 1 {
            let count = smallest.deliveries.count
            parts = min(parts, count)
            var reduced: CallScenario?
            for part in 0..<parts {
                let left = part * count / parts..<(part + 1) * count / parts
                let candidate = smallest.with(
                    smallest.deliveries.indices.filter { !left.contains($0) }.map { smallest.deliveries[$0] }
                )
                if await isFailing(candidate) {
                    reduced = candidate
                    break
                }
            }
            if let reduced {
                smallest = reduced
                parts = max(2, parts - 1)
            } else if parts == count {
                break
            } else {
                parts = min(count, parts * 2)
            }
        }
        return smallest
    }

    /// The same call with other reports, and no time behind the last one.
    private func with(_ deliveries: [Delivery]) -> CallScenario {
        var scenario = self
        scenario.deliveries = deliveries
        scenario.sortByArrival()
        let last = deliveries.map(\.event.stamp.millisecondsSince1970).max()
        scenario.moment = .milliseconds((last ?? startsAt.millisecondsSince1970) - startsAt.millisecondsSince1970)
        scenario.isTaken = last != nil
        return scenario
    }

    // MARK: Plainer calls

    /// The plainest call that still fails, or one that is plainer in one thing.
    private func plainer(_ isFailing: (CallScenario) async -> Bool) async -> CallScenario {
        // Written anew, the plainest first; what is written so already does not get any plainer.
        let forms = [
            rewritten(\.usual, order: \.event.stamp), rewritten(\.bare, order: \.event.stamp),
            rewritten(\.itself, order: \.event.stamp), rewritten(\.itself, order: \.arrivesAt),
            rewrittenInOrderOfArrival(\.usual), rewrittenInOrderOfArrival(\.itself),
        ]
        for form in forms {
            if form.deliveries == deliveries { return self }
            if await isFailing(form) { return form }
        }
        let details = [
            mapped { Delivery($0.event, arrivesAt: $0.event.stamp) },
            mapped { Delivery($0.event.fromClient, arrivesAt: $0.arrivesAt) }, spaced,
        ]
        for plainer in details where plainer.deliveries != deliveries {
            if await isFailing(plainer) { return plainer }
        }
        return self
    }

    /// What is left of an event in a plainer call.
    private struct Rest {
        var kind: CallEventKind
        var message: CallErrorMessage?
        var hasSession: Bool
        var direction: CallDirection

        init(_ event: CallEvent, in direction: CallDirection) {
            self.direction = direction
            kind = event.kind
            message = event.message
            hasSession = event.sessionID != nil || event.kind == .dialInReady
        }

        var bare: Rest {
            var rest = self
            rest.message = nil
            return rest
        }

        /// As the call's own direction and its usual messages would have it.
        var usual: Rest {
            var rest = self
            rest.kind = kind.signal.flatMap { CallEventKind($0, of: direction) } ?? kind
            rest.message = kind.signal == .warning ? .codecFallback : kind.signal == .error ? .pipelineFailure : nil
            return rest
        }

        var itself: Rest { self }
    }

    /// The call written anew: its events one after the other, in an order, with everything else as it is by default.
    private func rewritten(_ rest: (Rest) -> Rest, order: (Delivery) -> CallStamp) -> CallScenario {
        let events = deliveries.enumerated()
            .sorted { (order($0.element), $0.offset) < (order($1.element), $1.offset) }
            .map { rest(Rest($0.element.event, in: direction)) }
        let begun = direction == .dialOut ? CallScenario.dialOut() : CallScenario.dialIn()
        return events.reduce(begun) { call, event in
            call.then(event.kind, in: event.hasSession ? call.sessionID : nil, message: event.message)
        }
    }

    /// What happened written anew, each thing once, and reported in the order of before: as soon as that allows.
    private func rewrittenInOrderOfArrival(_ rest: (Rest) -> Rest) -> CallScenario {
        var seen: Set<CallEvent> = []
        let distinct = deliveries.filter { seen.insert($0.event).inserted }
        let plain = with(distinct).rewritten(rest, order: \.event.stamp)
        let happened = distinct.enumerated()
            .sorted { ($0.element.event.stamp, $0.offset) < ($1.element.event.stamp, $1.offset) }
            .map(\.element.event)
        let anew = Dictionary(uniqueKeysWithValues: zip(happened, plain.events))
        var latest = plain.startsAt
        return plain.with(
            deliveries.compactMap { delivery in
                guard let event = anew[delivery.event] else { return nil }
                latest = max(latest, event.stamp)
                return Delivery(event, arrivesAt: latest)
            }
        )
    }

    private func mapped(_ change: (Delivery) -> Delivery) -> CallScenario { with(deliveries.map(change)) }

    /// The events in their order, one pause apart, each arriving as long after it happens as before.
    private var spaced: CallScenario {
        let stamps = Set(deliveries.map(\.event.stamp.millisecondsSince1970)).sorted()
        let places = Dictionary(uniqueKeysWithValues: stamps.enumerated().map { ($1, $0) })
        return mapped { delivery in
            let event = delivery.event
            let place = places[event.stamp.millisecondsSince1970] ?? 0
            let stamp = startsAt.advanced(by: Self.pause * place)
            let delay = delivery.arrivesAt.millisecondsSince1970 - event.stamp.millisecondsSince1970
            return Delivery(
                event.moved(
                    to: CallStamp(
                        millisecondsSince1970: stamp.millisecondsSince1970,
                        resolution: event.stamp.resolution
                    ) ?? stamp
                ),
                arrivesAt: stamp.advanced(by: .milliseconds(delay))
            )
        }
    }
}

extension CallEvent {
    fileprivate var fromClient: CallEvent { moved(to: stamp, source: .client) }

    fileprivate func moved(to stamp: CallStamp, source: CallSource? = nil) -> CallEvent {
        let attributes = attributes
        return CallEvent(
            kind,
            of: sessionID,
            at: stamp,
            source: source ?? self.source,
            message: message,
            attributes: attributes
        )
    }
}
