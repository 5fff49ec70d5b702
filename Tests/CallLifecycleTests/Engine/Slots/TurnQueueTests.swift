import CallLifecycleTesting
import Testing

@testable import CallLifecycle

@Suite("A queue of turns")
struct TurnQueueTests {
    private struct Names: SlotNaming {
        var ids: [Slot: CallSessionID] = [:]

        func id(of slot: Slot) -> CallSessionID { ids[slot] ?? "nobody" }
    }

    /// A queue, and the IDs of its slots.
    private struct Queue {
        var turns = TurnQueue()
        var tickets = Tickets()
        var names = Names()
        var ids: [Slot: CallSessionID] {
            get { names.ids }
            set { names.ids = newValue }
        }

        mutating func insert(_ slot: Slot, at priority: Int64) {
            turns.insert(slot, at: priority, &tickets, names: &names)
        }

        mutating func remove(_ slot: Slot) { turns.remove(slot, &tickets) }

        mutating func first() -> TurnQueue.Entry? { turns.first(tickets, names: &names) }

        mutating func popFirst(upTo limit: Int64 = .max) -> Slot? {
            turns.popFirst(upTo: limit, &tickets, names: &names)
        }
    }

    @Test(
        "agrees with a sorted list on any operations, also where slots are used again",
        arguments: 0..<300 as Range<UInt64>
    )
    func model(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var queue = Queue()
        var model: [Slot: Int64] = [:]
        // Mostly in order, or not at all.
        let spread = Int64.random(in: 0..<12, using: &random)
        var clock: Int64 = 0
        func first(upTo limit: Int64) -> Slot? {
            model.filter { $0.value <= limit }
                .min { ($0.value, queue.ids[$0.key] ?? "") < ($1.value, queue.ids[$1.key] ?? "") }?
                .key
        }
        for number in 0..<400 {
            let slot = Slot(Int.random(in: 0..<20, using: &random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0...2 where model[slot] == nil:
                clock += Int64.random(in: 0..<3, using: &random)
                let priority = clock - Int64.random(in: 0...spread, using: &random)
                // Another session now, before or after those of the same priority.
                queue.ids[slot] = CallSessionID("\(UInt8.random(in: 0...255, using: &random))-\(number)")
                model[slot] = priority
                queue.insert(slot, at: priority)
            case 3 where model[slot] != nil:
                model[slot] = nil
                queue.remove(slot)
            default:
                let limit = clock - Int64.random(in: 0..<6, using: &random)
                let expected = first(upTo: limit)
                #expect(queue.popFirst(upTo: limit) == expected)
                if let expected { model[expected] = nil }
            }
            #expect(queue.turns.count == model.count)
            #expect(queue.first()?.priority == model.values.min())
            #expect(queue.tickets.isOut(to: slot) == (model[slot] != nil))
        }
    }

    @Test("keeps no more entries that were left behind than slots")
    func staleEntries() {
        var queue = Queue()
        for round in 0..<10_000 {
            let slot = Slot(round % 10)
            if round >= 10 { queue.remove(slot) }
            // Every third comes early.
            queue.insert(slot, at: Int64(round % 3 == 0 ? -round : round))
            #expect(queue.turns.entryCount <= 2 * queue.turns.count + 34)
        }
        for slot in 0..<10 { queue.remove(Slot(slot)) }
        #expect(queue.popFirst() == nil)
        #expect(queue.turns.entryCount == 0)
    }

    @Test("lets two queues share tickets, as long as a slot stands in one of them")
    func sharing() {
        var tickets = Tickets()
        var (one, other) = (TurnQueue(), TurnQueue())
        var names = Names(ids: [Slot(1): "1", Slot(2): "2"])
        one.insert(Slot(1), at: 1, &tickets, names: &names)
        one.insert(Slot(2), at: 2, &tickets, names: &names)
        one.remove(Slot(1), &tickets)
        other.insert(Slot(1), at: 0, &tickets, names: &names)
        #expect(one.popFirst(&tickets, names: &names) == Slot(2))
        #expect(one.popFirst(&tickets, names: &names) == nil)
        #expect(other.popFirst(&tickets, names: &names) == Slot(1))
    }
}
