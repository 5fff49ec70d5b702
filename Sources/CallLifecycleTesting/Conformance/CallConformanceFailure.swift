/// What a conformance suite throws: every promise that was broken.
public struct CallConformanceFailure: Error, Sendable, Hashable {
    /// A promise that was broken, and how.
    public struct BrokenPromise: Sendable, Hashable {
        /// The promise, in words: `gives back what was appended`.
        public let promise: String

        /// What happened instead, personal data masked.
        public let details: [String]
    }

    /// What was tried: `store` or `engine front`.
    public let subject: String

    /// How many promises were tried.
    public let promiseCount: Int

    /// Those that were broken, in the order in which they were tried.
    public let broken: [BrokenPromise]

    /// The file of the call, as `#fileID` tells it.
    public let fileID: String

    /// The line of the call.
    public let line: Int
}

extension CallConformanceFailure: CustomStringConvertible, CustomDebugStringConvertible {
    /// The place and the number, and below them each broken promise with what happened instead.
    public var description: String {
        let promises = broken.flatMap { ["  ✗ \($0.promise)"] + $0.details.map { "      \($0)" } }
        return (["\(fileID):\(line): the \(subject) breaks \(broken.count) of \(promiseCount) promises"] + promises)
            .joined(separator: "\n")
    }

    /// The same as the description.
    public var debugDescription: String { description }
}

/// Tries one promise after the other, and goes on behind a broken one.
struct PromiseTrial {
    /// A promise was broken.
    struct Broken: Error {
        var details: [String]

        init(_ details: [String]) { self.details = details }

        init(_ detail: String) { details = [detail] }
    }

    private(set) var count = 0
    private(set) var broken: [CallConformanceFailure.BrokenPromise] = []

    mutating func attempt(_ promise: String, _ body: () async throws -> Void) async {
        count += 1
        do {
            try await body()
        } catch let error as Broken {
            broken.append(.init(promise: promise, details: error.details))
        } catch {
            broken.append(.init(promise: promise, details: ["it threw: \(error)"]))
        }
    }

    func conclude(_ subject: String, _ fileID: String, _ line: Int) throws(CallConformanceFailure) {
        guard !broken.isEmpty else { return }
        throw CallConformanceFailure(
            subject: subject,
            promiseCount: count,
            broken: broken,
            fileID: fileID,
            line: line
        )
    }
}
