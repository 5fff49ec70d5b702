import CallLifecycle
import HTTPTypes
import Hummingbird

/// Which calls a request asks for, and which page of them.
///
/// `?direction=dial-out&state=connected&disposition=open&session=7d20&since=…&until=…&illegal=true&longer-than=60`, of
/// which `direction`, `state`, `disposition` and `session` may be repeated; `open=true` for the states that are not
/// final; `limit` and `after` for a page. What is not known is refused, so that a slip does not answer with all calls.
struct CallQuery {
    /// The criteria.
    private(set) var filter = CallTimelineFilter()

    /// How many calls are asked for.
    private(set) var limit: Int

    /// The last call of the page before.
    private(set) var after: CallPage.Place?

    /// Reads a query.
    ///
    /// - Parameters:
    ///   - parameters: The query's parameters.
    ///   - pageSize: How many calls there are at the most; `nil` where there are no pages.
    /// - Throws: A 400 that names the parameter.
    init(_ parameters: Parameters, paging pageSize: Int?) throws {
        limit = pageSize.map { min(50, $0) } ?? .max
        for (key, value) in parameters {
            let key = String(key)
            let value = String(value)
            switch key {
            case "session": filter.sessions.append(value)
            case "direction": filter.directions.insert(try Self.member(value, key))
            case "state": filter.states.insert(try Self.member(value, key))
            case "disposition": filter.dispositions.insert(try Self.member(value, key))
            case "open":
                guard value == "true" else { throw Self.problem(key, "true") }
                filter.states.formUnion(CallState.allCases.filter { !$0.isFinal })
            case "illegal":
                guard value == "true" else { throw Self.problem(key, "true") }
                filter.hasIllegalEvent = true
            case "since": filter.since = try Self.stamp(value, key)
            case "until": filter.until = try Self.stamp(value, key)
            case "longer-than":
                guard let seconds = Int64(value), (0...10_000_000).contains(seconds) else {
                    throw Self.problem(key, "a whole number of seconds")
                }
                filter.longerThan = .seconds(seconds)
            case "limit":
                guard let pageSize, let number = Int(value), (1...pageSize).contains(number) else {
                    throw Self.problem(key, pageSize.map { "a number from 1 to \($0)" } ?? "no limit here")
                }
                limit = number
            case "after":
                guard pageSize != nil, let place = CallPage.Place(value) else {
                    throw Self.problem(key, "the `next` of the page before")
                }
                after = place
            default:
                let names =
                    "session, direction, state, open, disposition, since, until, illegal, longer-than, limit, after"
                throw HTTPError(.badRequest, message: "\(key): no such parameter; there are \(names)")
            }
        }
    }

    private static func member<Member: RawRepresentable & CaseIterable>(
        _ value: String,
        _ key: String
    ) throws -> Member where Member.RawValue == String {
        guard let member = Member(rawValue: value) else {
            throw problem(key, "one of " + Member.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return member
    }

    private static func stamp(_ value: String, _ key: String) throws -> CallStamp {
        guard let stamp = CallStamp(value) else {
            throw problem(key, "a time such as 2026-03-01T10:00:00Z, or Unix seconds")
        }
        return stamp
    }

    private static func problem(_ key: String, _ expected: String) -> HTTPError {
        HTTPError(.badRequest, message: "\(key): expected \(expected)")
    }
}
