import CallLifecycle
import Foundation
import Testing

@testable import PostgresCallStorage

/// The database of the tests, which `TEST_DATABASE` names: an address as libpq takes it.
enum Database {
    static let address = ProcessInfo.processInfo.environment["TEST_DATABASE"]

    /// An address at which the tables are in a schema of their own, new for each call.
    static func emptySchema() throws -> String {
        let address = try #require(Database.address)
        let name = "t" + UUID().uuidString.filter(\.isHexDigit).lowercased()
        let connection = try PostgresConnection(to: address, limit: .seconds(10))
        // Letters and digits.
        try connection.run("CREATE SCHEMA \(name)")
        return self.address(of: name)
    }

    /// The same schema for the same name, made if there is none.
    static func schema(_ name: String) throws -> String {
        let connection = try PostgresConnection(to: try #require(Database.address), limit: .seconds(10))
        try connection.run("CREATE SCHEMA IF NOT EXISTS \(name)")
        return address(of: name)
    }

    private static func address(of schema: String) -> String {
        let address = Database.address ?? ""
        return address + (address.contains("?") ? "&" : "?") + "options=-csearch_path%3D\(schema)"
    }
}

/// The moment at which the calls of the tests begin: 2026-03-01T10:00:00Z.
func at(_ seconds: Int64) -> CallStamp {
    CallStamp(millisecondsSince1970: 1_772_359_200_000 + seconds * 1000, resolution: .millisecond) ?? .now
}

/// Something that is kept, of a session of its own.
func request(_ session: String, at seconds: Int64 = 0) -> CallJournalEntry {
    .event(CallEvent(.dialOutRequested(DialOutRequested(sessionID: CallSessionID(session))), at: at(seconds)))
}
