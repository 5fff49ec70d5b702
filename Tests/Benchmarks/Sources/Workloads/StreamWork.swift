import CallLifecycle

// A subscriber, against a bare stream of the standard library.

extension Workload {
    private static let open = 10_000

    /// One more event of each open call, while somebody has subscribed and does not read: what telling costs alone.
    static let ingestTelling = Workload("ingest-telling", operations: open) {
        let (first, second) = Traffic.opening(open)
        let engine = CallSessionEngine()
        for event in first { engine.ingest(event) }
        let transitions = engine.transitions(bufferingNewest: open)
        return Prepared {
            for event in second { use(engine.ingest(event)) }
            use(transitions)
        }
    }

    /// The same, read by another task at the same time, up to the last one.
    static let ingestStreaming = Workload("ingest-streaming", operations: open) {
        let (first, second) = Traffic.opening(open)
        let engine = CallSessionEngine()
        for event in first { engine.ingest(event) }
        let transitions = engine.transitions(bufferingNewest: open)
        return Prepared(concurrent: {
            let reader = Task.detached { await read(open, of: transitions) }
            for event in second { use(engine.ingest(event)) }
            await reader.value
        })
    }

    /// As many values yielded to a stream by one task and read by another.
    static let bareStream = Workload("bare-stream", operations: open) {
        let (stream, continuation) = AsyncStream.makeStream(of: CallTransition.self)
        let engine = CallSessionEngine()
        let transitions = Traffic.opening(open).first
            .compactMap { event -> CallTransition? in
                if case .transition(let transition) = engine.ingest(event) { transition } else { nil }
            }
        return Prepared(concurrent: {
            let reader = Task.detached { await read(open, of: stream) }
            for transition in transitions { continuation.yield(transition) }
            await reader.value
        })
    }

    private static func read(_ count: Int, of stream: AsyncStream<CallTransition>) async {
        var rest = count
        for await transition in stream {
            use(transition)
            rest -= 1
            if rest == 0 { return }
        }
    }
}
