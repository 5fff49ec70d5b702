import CallLifecycle
import CallLifecycleTesting
import SampleBot
import XCTest

final class SampleBotXCTests: XCTestCase {
    func testReportsADialOutThatCannotStart() async throws {
        let bot = SampleBot()
        let recorder = CallRecorder(bot.engine)
        for delivery in CallScenario.dialOut().failsToStart().deliveries { try await bot.receive(delivery.body) }

        let actions = await bot.actions
        XCTAssertEqual(actions, [.reportedFailure])
        try await recorder.expect(.unattributed)
        try await recorder.expectNothingLeft()
    }

    func testGivesUpAfterItsPatience() async throws {
        let bot = SampleBot()
        for delivery in CallScenario.dialOut().connected().deliveries { try await bot.receive(delivery.body) }
        try await bot.follow("out-1", patience: .milliseconds(10))
        let actions = await bot.actions
        XCTAssertEqual(actions, [.hungUp("out-1")])
    }
}
