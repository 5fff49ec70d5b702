/// Asserts something of many invented calls, and shows the simplest one for which it does not hold.
///
/// ```swift
/// try await expectEveryCall(of: CallScenarioGenerator(seed: 7, weights: .legal), count: 500) { call in
///     let bot = Bot()
///     try await call.play { try await bot.receive($0.body) }
///     try expectNoOpenLegs(bot)
/// }
/// ```
///
/// - Parameters:
///   - generator: What invents the calls.
///   - count: How many.
///   - fileID: Where the assertion stands.
///   - filePath: Where the assertion stands.
///   - line: Where the assertion stands.
///   - property: What must hold: it throws where it does not. It is asked again and again of ever smaller calls, so it
///     must answer the same each time.
/// - Throws: ``CallExpectationFailure`` with the simplest call as Swift code, and what the property threw of it.
public func expectEveryCall(
    of generator: CallScenarioGenerator,
    count: Int,
    fileID: String = #fileID,
    filePath: String = #filePath,
    line: Int = #line,
    _ property: (CallScenario) async throws -> Void
) async throws(CallExpectationFailure) {
    var generator = generator
    for number in 0..<count {
        let call = generator.next()
        guard await !holds(of: call, property) else { continue }
        let smallest = await call.shrunk { await !holds(of: $0, property) }
        throw await CallExpectationFailure(
            "invented call \(number + 1) of \(count) fails; the simplest that does:",
            smallest.swiftCode.split(separator: "\n").map(String.init) + [""]
                + failure(of: smallest, property).split(separator: "\n").map(String.init),
            at: .init(fileID, filePath, line)
        )
    }
}

private func holds(of call: CallScenario, _ property: (CallScenario) async throws -> Void) async -> Bool {
    do {
        try await property(call)
        return true
    } catch {
        return false
    }
}

private func failure(of call: CallScenario, _ property: (CallScenario) async throws -> Void) async -> String {
    do {
        try await property(call)
        return "it failed when it was found, and does not any more"
    } catch {
        return "\(error)"
    }
}
