import CallLifecycleTesting
import Testing

@testable import CallLifecycle

@Suite("A table of slots")
struct SlotTableTests {
    /// Something with a Call-ID that several may have.
    private struct Thing: SessionKeyed, Equatable {
        let sessionID: CallSessionID
        var sipCallID: SIPCallID
        var count = 0

        static let vacancy = Thing(sessionID: "", sipCallID: "")
    }

    private static func listed(_ table: SlotTable<Thing>, _ sipCallID: SIPCallID) -> Slot? {
        table.listed(ShortHash(sipCallID)) { table[$0].sipCallID == sipCallID }
    }

    @Test(
        "agrees with a dictionary on any operations, and knows who shares a Call-ID",
        arguments: 0..<100 as Range<UInt64>
    )
    func model(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var table = SlotTable<Thing>()
        var model: [CallSessionID: Thing] = [:]
        for _ in 0..<600 {
            let id = CallSessionID("\(Int.random(in: 0..<60, using: &random))")
            let sipCallID = SIPCallID("\(Int.random(in: 0..<12, using: &random))")
            switch (Int.random(in: 0..<4, using: &random), table.slot(of: id)) {
            case (0...1, nil):
                let thing = Thing(sessionID: id, sipCallID: sipCallID)
                let slot = table.insert(thing, ShortHash(id))
                table.list(slot, under: ShortHash(sipCallID), with: Self.listed(table, sipCallID))
                model[id] = thing
            case (2, let slot?):
                #expect(table.remove(slot).element == model.removeValue(forKey: id))
            case (3, let slot?):
                table.unlist(slot)
                table[slot].sipCallID = sipCallID
                table[slot].count += 1
                table.list(slot, under: ShortHash(sipCallID), with: Self.listed(table, sipCallID))
                model[id]?.sipCallID = sipCallID
                model[id]?.count += 1
            default: break
            }
            #expect(table[id] == model[id])
            let sharing = model.values.filter { $0.sipCallID == sipCallID }
            let found = Self.listed(table, sipCallID)
            #expect((found == nil) == sharing.isEmpty)
            if let found { #expect(table.isListedAlone(found) == (sharing.count == 1)) }
        }
        #expect(table.count == model.count)
        #expect(table.slots.count { model[table.id(of: $0)] == table[$0] } == model.count)
        #expect(Set(table.values.map(\.sessionID)) == Set(model.keys))
    }

    @Test("finds each of many slots with one hash, and forgets each of them")
    func collisions() {
        var index = SlotIndex()
        let hash = ShortHash(0)
        for number in 0..<100 { index.insert(Slot(number), hash) }
        for number in 0..<100 { #expect(index.first(hash) { $0.index == number } == Slot(number)) }
        for number in stride(from: 0, to: 100, by: 2) { index.remove(Slot(number), hash) }
        for number in 0..<100 {
            #expect(index.first(hash) { $0.index == number } == (number % 2 == 0 ? nil : Slot(number)))
        }
        #expect(index.count == 50)
    }

    @Test("takes no longer for a Call-ID that everyone has")
    func oneCallID() {
        var table = SlotTable<Thing>()
        let sipCallID: SIPCallID = "same"
        var comparisons = 0
        for number in 0..<20_000 {
            let id = CallSessionID("\(number)")
            let slot = table.insert(Thing(sessionID: id, sipCallID: sipCallID), ShortHash(id))
            let found = table.listed(ShortHash(sipCallID)) { _ in
                comparisons += 1
                return true
            }
            table.list(slot, under: ShortHash(sipCallID), with: found)
        }
        for slot in Array(table.slots) { _ = table.remove(slot) }
        #expect(table.count == 0)
        #expect(comparisons < 20_000)
        #expect(Self.listed(table, sipCallID) == nil)
    }
}
