public import CallLifecycle

// What can happen to reports on their way. None of it changes what happened in the call.

extension CallScenario {
    /// The reports of these kinds never arrive.
    public func losing(_ signals: CallSignal...) -> CallScenario { losing(where: { isOne($0, of: signals) }) }

    /// The reports that a condition names never arrive.
    public func losing(where isLost: (CallEvent) -> Bool) -> CallScenario {
        changed { $0.filter { !isLost($0.event) } }
    }

    /// The reports of these kinds arrive again; all of them if none is named.
    ///
    /// - Parameters:
    ///   - signals: What is delivered more than once.
    ///   - times: How often each of them arrives in all.
    ///   - interval: How long after one delivery the next one comes.
    /// - Returns: The same call, delivered so.
    public func repeating(
        _ signals: CallSignal...,
        times: Int = 2,
        every interval: Duration = .seconds(5)
    ) -> CallScenario {
        changed { deliveries in
            deliveries.flatMap { delivery in
                let isRepeated = signals.isEmpty || isOne(delivery.event, of: signals)
                return (0..<(isRepeated ? max(1, times) : 1))
                    .map { Delivery(delivery.event, arrivesAt: delivery.arrivesAt.advanced(by: interval * $0)) }
            }
        }
    }

    /// The reports of these kinds arrive late; all of them if none is named.
    public func late(_ signals: CallSignal..., by delay: Duration) -> CallScenario {
        changed { deliveries in
            deliveries.map { delivery in
                let isLate = signals.isEmpty || isOne(delivery.event, of: signals)
                return isLate
                    ? Delivery(delivery.event, arrivesAt: delivery.arrivesAt.advanced(by: delay)) : delivery
            }
        }
    }

    /// The reports arrive at the same moments, but in another order, which a seed decides.
    public func reordered(seed: UInt64) -> CallScenario {
        var random = SeededGenerator(seed: seed)
        return changed { deliveries in
            zip(deliveries.map(\.event).shuffled(using: &random), deliveries.map(\.arrivesAt))
                .map { Delivery($0, arrivesAt: $1) }
        }
    }

    /// Daily's webhooks report these kinds instead of a client; all of them if none is named.
    ///
    /// They come without what webhooks do not carry, stamped to the second. What the application records itself has no
    /// webhook, and stays as it is.
    public func asWebhooks(_ signals: CallSignal...) -> CallScenario {
        changed { deliveries in
            deliveries.map { delivery in
                let isWebhook = signals.isEmpty || isOne(delivery.event, of: signals)
                return isWebhook ? Delivery(delivery.event.asWebhook, arrivesAt: delivery.arrivesAt) : delivery
            }
        }
    }

    /// Two observers report the call: a client and, some time later, Daily's webhooks.
    ///
    /// They report each event in their own words, so that each is two events of the session; the second is redundant.
    public func alsoAsWebhooks(arrivingAfter delay: Duration = .seconds(2)) -> CallScenario {
        changed { deliveries in
            deliveries
                + deliveries.filter { $0.event.asWebhook != $0.event }
                .map { Delivery($0.event.asWebhook, arrivesAt: $0.arrivesAt.advanced(by: delay)) }
        }
    }

    /// Another call goes on beside this one; the reports of both arrive by their arrivals.
    public func alongside(_ other: CallScenario) -> CallScenario { changed { $0 + other.deliveries } }

    /// The same call with other reports.
    func changed(_ change: ([Delivery]) -> [Delivery]) -> CallScenario {
        var scenario = self
        scenario.deliveries = change(deliveries)
        scenario.sortByArrival()
        return scenario
    }

    /// What arrives at the same moment keeps its order.
    mutating func sortByArrival() {
        deliveries = deliveries.enumerated()
            .sorted { left, right in
                left.element.arrivesAt.millisecondsSince1970 == right.element.arrivesAt.millisecondsSince1970
                    ? left.offset < right.offset
                    : left.element.arrivesAt.millisecondsSince1970 < right.element.arrivesAt.millisecondsSince1970
            }
            .map(\.element)
    }

    private func isOne(_ event: CallEvent, of signals: [CallSignal]) -> Bool {
        event.kind.signal.map(signals.contains) ?? false
    }
}
