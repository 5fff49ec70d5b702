/// Events as the lines of a log report them, side by side in memory, on their way to their sessions.
///
/// The events of a call stand far from each other in a log, and whoever puts one after the other to its session waits
/// for that session's memory each time. Gathered first, and then taken session by session, they come to each session
/// once, and what all of them tell is copied once.
///
/// Only events of sessions whose IDs are UUIDs are gathered, as nearly all are. In what order a session is told of its
/// events does not matter, so all others may go their own way.
struct EventBatch: ~Copyable {
    /// An event, with its texts by where they stand.
    struct Record {
        var session: UUIDText
        var hash: SessionHash
        var stamp: CallStamp
        var kind: CallEventKind
        var source: CallSource
        /// Where what it tells begins among the texts, and how many bytes that takes.
        var start: UInt32
        var length: UInt32
        /// One bit for each text that is there.
        var present: UInt32
    }

    private var records: [Record] = []
    private var texts = UTF8Writer(capacity: 1 << 20)
    /// The records in the order of their sessions, as ``arrange()`` has left them.
    private var sorted: [Record] = []
    /// Where the records of each shelf begin in it, and where the last of them end.
    private var shelfStarts: [Int] = []
    private var sorting = BucketSort()
    private let hashing = SessionHash.Key.ofProcess

    /// How many events are gathered before they go to their sessions.
    ///
    /// The more there are, the more calls are complete among them; the fewer, the nearer their texts still are, and the
    /// rarer two threads come to a call in the wrong order, which is then folded again.
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Whether it is time to take out what is there.
    var isFull: Bool { records.count >= limit || texts.count >= 1 << 26 }

    /// Takes the event that a reader has read last.
    mutating func append(_ event: WireEvent, of session: UUIDText, _ reader: borrowing WireReader, _ line: Span<UInt8>)
    {
        let start = texts.count
        let present = texts.pack(line) { packer in reader.pack(event, line, into: &packer) }
        let length = texts.count - start
        records.append(
            Record(
                session: session,
                hash: SessionHash(session, hashing),
                stamp: event.stamp,
                kind: event.kind,
                source: event.source,
                start: UInt32(start),
                length: UInt32(length),
                present: present
            )
        )
    }

    /// Forgets all events, and keeps the memory.
    mutating func removeAll() {
        records.removeAll(keepingCapacity: true)
        texts.removeAll()
    }

    /// Something that depends on the texts of a record, for whoever wants to have looked at their memory.
    func look(at record: Record) -> Int {
        let (start, length) = (Int(record.start), Int(record.length))
        guard length > 0 else { return 0 }
        return texts.withBytes { Int($0[start]) &+ Int($0[start + length / 2]) &+ Int($0[start + length - 1]) }
    }

    /// The event of a record.
    ///
    /// Where another event of the session tells the same as it does, `told`, the memory is shared.
    func event(_ record: Record, of id: CallSessionID, sharing told: CallAttributes?) -> CallEvent {
        let start = Int(record.start)
        return texts.withBytes { texts in
            let packed = texts.extracting(start..<start + Int(record.length))
            let isShared = told?.isPacked(as: packed, present: record.present) ?? false
            return CallEvent(
                kind: record.kind,
                sessionID: id,
                stamp: record.stamp,
                source: record.source,
                told: isShared ? told ?? CallAttributes() : CallAttributes(packed, present: record.present)
            )
        }
    }
}

// MARK: - By sessions

extension EventBatch {
    /// Puts the records in the order of their shelves and sessions, those of one session as they came.
    ///
    /// O(n), by their hashes: see ``BucketSort``.
    mutating func arrange() {
        let bits = max(BucketSort.bits(for: records.count), SessionHash.shelfBits)
        sorting.sort(records, into: &sorted, bits: bits) {
            $0.hash.place(bits)
        } by: {
            // In the order of their texts they came.
            $0.session == $1.session ? $0.start < $1.start : $0.session < $1.session
        }
        shelfStarts = (0...SessionHash.shelfCount).map { sorting.start(of: $0 << (bits - SessionHash.shelfBits)) }
    }

    /// Hands over the records of each session of a shelf, as ``arrange()`` has left them.
    func forEachSession(ofShelf shelf: Int, _ body: (Span<Record>) -> Void) {
        let end = shelfStarts[shelf + 1]
        var start = shelfStarts[shelf]
        let records = sorted.span
        while start < end {
            let session = records[start].session
            var next = start + 1
            while next < end, records[next].session == session { next += 1 }
            body(records.extracting(start..<next))
            start = next
        }
    }
}
