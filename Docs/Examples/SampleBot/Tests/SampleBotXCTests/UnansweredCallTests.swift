import CallLifecycle
import CallLifecycleTesting
import SampleBot
import XCTest

final class UnansweredCallTests: XCTestCase {
    func testDoesNotGreetWhereNobodyAnswers() async throws {
        let bot = SampleBot()
        for delivery in CallScenario.unansweredDialOut.asWebhooks().deliveries {
            try await bot.receive(delivery.body)
        }
        let actions = await bot.actions
        XCTAssertEqual(actions, [])
        try expectCall(bot.engine, "out-1", is: [.requested, .connected, .stopRequested, .stopped])
        try expectNoOpenCalls(bot.engine)
    }
}
