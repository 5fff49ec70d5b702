import FuzzTargets
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("The fuzz targets")
struct CorpusTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Corpora")

    static func names(_ target: FuzzTarget) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: target.rawValue).path).sorted()
    }

    @Test("hold their invariants on every file of their corpora", arguments: FuzzTarget.allCases)
    func corpora(target: FuzzTarget) throws {
        let names = try Self.names(target)
        #expect(names.count > 5)
        for name in names {
            let path = Self.folder.appending(path: "\(target.rawValue)/\(name)")
            let bytes = Array(try Data(contentsOf: path))
            #expect(throws: Never.self, "\(target)/\(name)") { try target.check(bytes) }
        }
    }

    @Test("hold them on no bytes at all, and on one", arguments: FuzzTarget.allCases)
    func short(target: FuzzTarget) throws {
        try target.check([])
        for byte in UInt8.min...UInt8.max { try target.check([byte]) }
    }
}
