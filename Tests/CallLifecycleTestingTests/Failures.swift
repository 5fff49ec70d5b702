import CallLifecycleTesting
import Testing

/// What an assertion threw, without the line in which it stands; records an issue if it threw nothing.
func failure(
    _ body: () async throws -> Void,
    sourceLocation: SourceLocation = #_sourceLocation
) async -> String {
    do {
        try await body()
    } catch let failure as CallExpectationFailure {
        #expect(failure.fileID.hasPrefix("CallLifecycleTestingTests/"), sourceLocation: sourceLocation)
        #expect(failure.line > 0, sourceLocation: sourceLocation)
        #expect("\(failure)".hasPrefix("\(failure.fileID):\(failure.line): \(failure.headline)"))
        return ([failure.headline] + failure.details).joined(separator: "\n")
    } catch let failure as CallConformanceFailure {
        return ["\(failure)".drop { $0 != " " }.dropFirst()].joined()
    } catch {
        return "\(error)"
    }
    Issue.record("the assertion passed", sourceLocation: sourceLocation)
    return "passed"
}
