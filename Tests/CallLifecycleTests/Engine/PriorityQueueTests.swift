import Testing

@testable import CallLifecycle

@Suite("A priority queue")
struct PriorityQueueTests {
    @Test("agrees with a sorted list on any operations", arguments: 0..<200 as Range<UInt64>)
    func model(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var queue = PriorityQueue<Int>()
        var model: [(priority: Int64, arrival: Int, key: Int)] = []
        func first(upTo limit: Int64) -> Int? {
            model.filter { $0.priority <= limit }.min { ($0.priority, $0.arrival) < ($1.priority, $1.arrival) }?.key
        }
        for step in 0..<300 {
            let key = Int.random(in: 0..<20, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0...2:
                let priority = Int64.random(in: 0..<10, using: &random)
                // Setting what is set already keeps a key's turn.
                if queue[key] != priority {
                    model.removeAll { $0.key == key }
                    model.append((priority, step, key))
                }
                queue.set(key, to: priority)
            case 3:
                queue.remove(key)
                model.removeAll { $0.key == key }
            default:
                let limit = Int64.random(in: 0..<12, using: &random)
                let expected = first(upTo: limit)
                #expect(queue.popFirst(upTo: limit) == expected)
                model.removeAll { $0.key == expected }
            }
            #expect(queue.count == model.count)
            #expect(queue.leastPriority() == model.map(\.priority).min())
        }
    }

    @Test("keeps no more entries that were left behind than keys")
    func staleEntries() {
        var queue = PriorityQueue<Int>()
        for round in 0..<10_000 {
            queue.set(round % 10, to: Int64(round))
            #expect(queue.entryCount <= 2 * queue.count + 33)
        }
        for key in 0..<10 { queue.remove(key) }
        #expect(queue.popFirst() == nil)
        #expect(queue.entryCount == 0)
    }
}
