import CallLifecycle
import CallLifecycleTesting
import SampleBot
import Testing

@Test("The bot greets whoever answers, and the call goes as it should")
func greeting() async throws {
    let bot = SampleBot()
    let recorder = CallRecorder(bot.engine)  // before anything happens
    let call = CallScenario.dialOut(to: "+14155550123")
        .requested().rings(for: .seconds(8)).answered().talks(for: .seconds(60)).stopped()

    for delivery in call.deliveries { try await bot.receive(delivery.body) }

    #expect(await bot.actions == [.greeted("out-1")])
    try await recorder.expectCall("out-1", is: [.requested, .connected, .answered.within(.seconds(30)), .stopped])
    try await recorder.expectNothingLeft()
    try expectNoOpenCalls(bot.engine)
}
