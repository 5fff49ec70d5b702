/// All calls of a log, each of whose timelines is made when somebody asks for it.
///
/// Of hundreds of thousands of calls a report looks at one after the other: to make all timelines before that took a
/// tenth of its time, and a fifth of its memory.
package struct SettledCalls: Sendable {
    private let shelves: [SettledShelf]
    /// All sessions in the order in which they are listed.
    private let places: [SettledShelf.Place]
    private let notes: NoteBook
    private let hasNotes: Bool
    private let rest: CallReconstructor

    /// The events that belong to no call, in the order in which they are listed.
    package let unattributed: [CallEvent]

    init(_ shelves: [SettledShelf], _ unattributed: [CallEvent], _ rest: CallReconstructor) {
        self.shelves = shelves
        places = Self.ordered(shelves)
        self.unattributed = unattributed
        self.rest = rest
        notes = rest.notes
        hasNotes = !rest.notes.notes.isEmpty
    }

    /// Where all sessions stand, by their starts, then by their IDs.
    private static func ordered(_ shelves: [SettledShelf]) -> [SettledShelf.Place] {
        let places = shelves.flatMap(\.places)
        let starts = places.lazy.map { $0.start }
        guard let first = starts.min(), let last = starts.max() else { return [] }
        let bits = BucketSort.bits(for: places.count)
        // As many of the leading bits as tell the place.
        let span = UInt64(bitPattern: last &- first)
        let shift = UInt64(max(0, UInt64.bitWidth - span.leadingZeroBitCount - bits))
        var sorting = BucketSort()
        var sorted: [SettledShelf.Place] = []
        sorting.sort(places, into: &sorted, bits: bits) {
            Int(UInt64(bitPattern: $0.start &- first) >> shift)
        } by: {
            guard $0.start == $1.start else { return $0.start < $1.start }
            return shelves[Int($0.shelf)].id($0.index) < shelves[Int($1.shelf)].id($1.index)
        }
        return sorted
    }

    private func timeline(at index: Int) -> CallTimeline {
        let place = places[index]
        let shelf = Int(place.shelf)
        let notes = hasNotes ? notes[shelves[shelf].id(place.index)] : CallNotes()
        return shelves[shelf].timeline(place.index, notes)
    }

    /// The same with all timelines.
    package func reconstruction(
        perform: (_ count: Int, _ work: @Sendable (Int) -> Void) -> Void
    ) -> CallReconstruction {
        CallReconstruction(
            timelines: [CallTimeline](count: places.count, perform: perform) { timeline(at: $0) },
            unattributed: unattributed,
            end: (shelves.compactMap(\.latest) + rest.sessionless.values.map(\.stamp)).max(),
            eventCount: rest.eventCount,
            foreignCount: rest.foreignCount,
            problemCount: rest.problemCount,
            problems: rest.problems
        )
    }
}

extension SettledCalls: CallListing {
    package var callCount: Int { places.count }

    package func forEachCall(in range: Range<Int>, _ body: (borrowing CallTimeline) -> Void) {
        for index in range { body(timeline(at: index)) }
    }

    package func reportSize(of range: Range<Int>) -> Int {
        range.reduce(0) { $0 + shelves[Int(places[$1].shelf)].reportSize(places[$1].index) }
    }
}
