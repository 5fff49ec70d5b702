import CallLifecycle
import CallLifecycleTesting
import SampleBot
import Testing

@Suite("Failing on purpose")
struct FailingTests {
    @Test("the call took another way")
    func anotherWay() async throws {
        let bot = SampleBot()
        for delivery in CallScenario.busyDialOut.deliveries { try await bot.receive(delivery.body) }
        try expectCall(bot.engine, "out-1", is: [.requested, .connected, .answered, .stopped])
    }

    @Test("no invented call breaks the bot's promise")
    func brokenPromise() async throws {
        try await expectEveryCall(of: CallScenarioGenerator(seed: 7), count: 100) { call in
            let bot = SampleBot()
            for delivery in call.deliveries { try await bot.receive(delivery.body) }
            try expectOnlyLegalTransitions(bot.engine)
        }
    }
}
