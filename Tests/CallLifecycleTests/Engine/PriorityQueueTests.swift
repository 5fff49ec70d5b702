import CallLifecycleTesting
import Testing

@testable import CallLifecycle

extension Int: QueueKey {}

@Suite("A priority queue")
struct PriorityQueueTests {
    @Test("agrees with a sorted list on any operations", arguments: 0..<200 as Range<UInt64>)
    func model(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var queue = PriorityQueue<Int>()
        var model: [Int: Int64] = [:]
        func first(upTo limit: Int64) -> Int? {
            model.filter { $0.value <= limit }.min { ($0.value, $0.key) < ($1.value, $1.key) }?.key
        }
        for _ in 0..<300 {
            let key = Int.random(in: 0..<20, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0...2:
                let priority = Int64.random(in: 0..<10, using: &random)
                model[key] = priority
                queue.set(key, to: priority)
            case 3:
                queue.remove(key)
                model[key] = nil
            default:
                let limit = Int64.random(in: 0..<12, using: &random)
                let expected = first(upTo: limit)
                #expect(queue.popFirst(upTo: limit) == expected)
                if let expected { model[expected] = nil }
            }
            #expect(queue.count == model.count)
            #expect(queue.leastPriority() == model.values.min())
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
