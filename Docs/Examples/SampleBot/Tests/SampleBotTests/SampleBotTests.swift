import CallLifecycle
import CallLifecycleTesting
import SampleBot
import Testing

@Suite("The bot")
struct SampleBotTests {
    @Test("greets once, whoever reports the answer and however often", arguments: 0..<10 as Range<UInt64>)
    func greetingOnce(seed: UInt64) async throws {
        let bot = SampleBot()
        let call = CallScenario.answeredDialOut.alsoAsWebhooks().repeating().reordered(seed: seed)
        for delivery in call.deliveries { try await bot.receive(delivery.body) }
        #expect(await bot.actions.filter { $0 == .greeted("out-1") }.count <= 1)
        try expectCall(bot.engine, "out-1", is: .containing(.connected, .answered, .stopped))
    }

    @Test("survives every call of the catalogue", arguments: CallScenario.catalogue)
    func catalogue(call: CallScenario) async throws {
        let bot = SampleBot()
        for delivery in call.deliveries { try await bot.receive(delivery.body) }
        try expectNoOpenCalls(bot.engine)
        try expectOnlyLegalTransitions(bot.engine)
    }

    @Test("waits for an answer")
    func waiting() async throws {
        let bot = SampleBot()
        let ringing = CallScenario.dialOut().requested().rings(for: .seconds(8))
        for delivery in ringing.deliveries { try await bot.receive(delivery.body) }
        async let following: Void = bot.follow("out-1", patience: .seconds(60))
        try await bot.receive(ringing.answered().deliveries[2].body)
        try await expect(bot.engine, "out-1", toReach: .answered, within: .seconds(5))
        try await following
        #expect(await bot.actions == [.greeted("out-1")])
    }

    @Test("takes any call, legal or not")
    func anything() async throws {
        try await expectEveryCall(of: CallScenarioGenerator(seed: 1), count: 100) { call in
            let bot = SampleBot()
            for delivery in call.deliveries { try await bot.receive(delivery.body) }
            #expect(bot.engine.session(call.sessionID) == call.session)
        }
    }
}
