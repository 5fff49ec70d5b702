import CallLifecycleTesting
import Testing

@testable import CallLifecycle

@Suite("Who is at which endpoint")
struct EndpointHoldersTests {
    @Test("agrees with a list, however endpoints are spelled", arguments: 0..<100 as Range<UInt64>)
    func model(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let spellings: [SIPEndpoint] = [
            "sip:a@example.com", "sips:a@EXAMPLE.com;transport=tls", "a@example.com?x=1", "sip:b@example.com",
            "b@example.com",
            "sip:c@example.com",
        ]
        var holders = EndpointHolders()
        var model: [Slot: SIPEndpoint] = [:]
        for _ in 0..<400 {
            let slot = Slot(Int.random(in: 0..<12, using: &random))
            if model.removeValue(forKey: slot) != nil {
                holders.remove(slot)
            } else if let endpoint = spellings.randomElement(using: &random) {
                holders.insert(slot, at: endpoint)
                model[slot] = endpoint
            }
            #expect(holders.endpoint(of: slot)?.rawValue == model[slot]?.rawValue)
            for endpoint in spellings {
                let there = model.filter { $0.value == endpoint }.keys
                #expect(Set(holders.sessions(at: endpoint)) == Set(there))
                #expect(holders.isAnyone(at: endpoint) == !there.isEmpty)
            }
        }
    }
}
