import CallLifecycle
import CallLifecycleTesting
import SampleBot
import XCTest

final class FailingXCTests: XCTestCase {
    func testLeavesACallOpen() async throws {
        let bot = SampleBot()
        for delivery in CallScenario.dialIn().connected().deliveries { try await bot.receive(delivery.body) }
        try expectNoOpenCalls(bot.engine)
    }
}
