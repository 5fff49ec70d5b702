import Synchronization

/// Collects the events of logs that several threads read at the same time.
///
/// Each thread has a ``Reader``, which gathers what it reads; all put it on the same shelves, each of them behind a lock
/// of its own, so that no call has to be put together again once everything is read.
package final class CallLogCollector: Sendable {
    private let shelves = (0..<SessionHash.shelfCount).map { _ in Locked(SessionShelf()) }
    /// The sum of the shelves' sizes, for whoever does not want to wait for them.
    private let size = Atomic(0)
    /// What belongs to no session, and the counts.
    private let rest = Locked(CallReconstructor())

    /// A collector that knows nothing.
    package init() {}

    /// About how many bytes of memory the sessions take.
    package var approximateSize: Int { size.load(ordering: .relaxed) }

    /// Everything that is known, which is then forgotten.
    ///
    /// What other threads have read meanwhile is in this or in what is taken next.
    package func take() -> CallReconstructor {
        var all = rest.take(leaving: CallReconstructor())
        for (index, shelf) in shelves.enumerated() { all.shelves[index] = shelf.take(leaving: SessionShelf()) }
        size.subtract(all.approximateSize, ordering: .relaxed)
        return all
    }

    fileprivate func add(_ batch: inout EventBatch, beginningWith first: Int) {
        batch.arrange()
        // Two threads begin with different shelves, and come back later to those that another works on.
        var rest = shelves.indices.map { (first + $0) % shelves.count }
        while !rest.isEmpty {
            let count = rest.count
            rest.removeAll { shelf in
                let growth = shelves[shelf].withLockIfFree { Self.growth(of: &$0) { $0.add(batch, shelf: shelf) } }
                size.add(growth ?? 0, ordering: .relaxed)
                return growth != nil
            }
            if rest.count == count {
                let shelf = rest.removeFirst()
                change(shelf) { $0.add(batch, shelf: shelf) }
            }
        }
        batch.removeAll()
    }

    fileprivate func add(_ event: CallEvent, to id: CallSessionID) {
        let hash = SessionHash(id)
        change(hash.shelf) { $0.add(event, to: id, hash) }
    }

    private func change(_ shelf: Int, _ body: (inout SessionShelf) -> Void) {
        size.add(shelves[shelf].withLock { Self.growth(of: &$0, body) }, ordering: .relaxed)
    }

    private static func growth(of shelf: inout SessionShelf, _ body: (inout SessionShelf) -> Void) -> Int {
        let before = shelf.size
        body(&shelf)
        return shelf.size - before
    }

    fileprivate func add(_ others: CallReconstructor) { rest.withLock { $0.mergeAllButSessions(others) } }

    /// What a piece of a log has beside events; lines are counted from its beginning.
    package struct Summary: Sendable {
        /// How many lines it has, blank ones counted.
        package var lineCount = 0
        package var foreignCount = 0
        /// How many lines could not be read.
        package var problemCount = 0
        /// The first of these, at most ``CallReconstructor/keptProblems``.
        package var problems: [CallDecodingError] = []
    }

    /// What one thread needs to read.
    package struct Reader: ~Copyable {
        private let collector: CallLogCollector
        private let first: Int
        private let decoder = CallEventDecoder()
        private var fields = WireReader()
        private var batch: EventBatch
        private var others = CallReconstructor()

        /// A reader for one of some threads, which puts so many events to the calls at once.
        package init(
            _ collector: CallLogCollector,
            thread: Int,
            of threads: Int,
            eventsAtOnce: Int = 1 << 11
        ) {
            self.collector = collector
            batch = EventBatch(limit: eventsAtOnce)
            first = thread * SessionHash.shelfCount / max(threads, 1)
        }

        /// Reads the next lines of a log.
        ///
        /// - Parameters:
        ///   - lines: Whole lines.
        ///   - isLast: Whether the log ends with them, so that a last line may have no end.
        /// - Returns: What they have beside events.
        package mutating func read(_ lines: Span<UInt8>, isLast: Bool) -> Summary {
            var summary = Summary()
            var splitter = LineSplitter()
            splitter.read(lines) { line, number, _ in take(line, number, false, &summary) }
            summary.lineCount = splitter.number - 1
            if isLast { splitter.finish { line, number, _ in take(line, number, true, &summary) } }
            return summary
        }

        @inline(__always)
        private mutating func take(_ line: Span<UInt8>, _ number: Int, _ isUnterminated: Bool, _ summary: inout Summary)
        {
            do throws(CallDecodingError) {
                switch try decoder.read(line, isUnterminated: isUnterminated, with: &fields) {
                case .event(let event):
                    if case .uuid(let uuid) = event.session {
                        others.countEvent()
                        batch.append(event, of: uuid, fields, line)
                        if batch.isFull { collector.add(&batch, beginningWith: first) }
                    } else {
                        take(fields.event(event, line))
                    }
                case .foreign(let event):
                    summary.foreignCount += 1
                    others.add(event)
                }
            } catch {
                summary.problemCount += 1
                if summary.problems.count < CallReconstructor.keptProblems {
                    summary.problems.append(error.at(line: number))
                }
            }
        }

        private mutating func take(_ event: CallEvent) {
            guard let id = event.sessionID else { return others.add(event) }
            others.countEvent()
            collector.add(event, to: id)
        }

        /// Hands over what has been gathered.
        package mutating func flush() {
            collector.add(&batch, beginningWith: first)
            collector.add(others)
            others = CallReconstructor()
        }
    }
}
