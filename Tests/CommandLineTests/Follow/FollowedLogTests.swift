import Testing

@testable import call_lifecycle

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite("A followed log")
struct FollowedLogTests {
    private let logs = MemoryLogs()

    /// Looks until there is nothing new, in pieces of some size, and writes down what was found.
    private func findings(_ log: inout FollowedLog<MemoryLogs>, piece: Int = 1000) throws -> [String] {
        var findings: [String] = []
        while findings.count < 100 {
            switch try log.look(upTo: piece) {
            case .piece(let bytes, let isHistory):
                if !bytes.isEmpty {
                    findings.append((isHistory ? "old " : "new ") + String(decoding: bytes, as: UTF8.self))
                }
            case .truncated: findings.append("truncated")
            case .replaced: findings.append("replaced")
            case .gone(let error): return findings + ["gone: \(error.number == ENOENT ? "ENOENT" : "\(error.number)")"]
            case .nothing: return findings
            }
        }
        return findings
    }

    @Test("tells what stood there apart from what comes")
    func history() throws {
        let node = logs.make("a", "one\ntwo\nthr")
        var log = try FollowedLog("a", in: logs)
        #expect(log.isInHistory)
        node.bytes += Array("ee\n".utf8)
        #expect(try findings(&log, piece: 4) == ["old one\n", "old two\n", "old thr", "new ee\n"])
        #expect(!log.isInHistory)
        #expect(try findings(&log) == [])
        node.bytes += Array("four\n".utf8)
        #expect(try findings(&log) == ["new four\n"])
    }

    @Test("that is empty grows")
    func empty() throws {
        let node = logs.make("a")
        var log = try FollowedLog("a", in: logs)
        #expect(!log.isInHistory)
        #expect(try findings(&log) == [])
        node.bytes = Array("one\n".utf8)
        #expect(try findings(&log) == ["new one\n"])
    }

    @Test("that does not exist cannot be opened")
    func missing() throws {
        #expect(throws: SystemError(number: ENOENT)) { _ = try FollowedLog("a", in: logs) }
    }

    @Test("is read to its end once it is renamed, also what is written to it then, and left when the new one has bytes")
    func rotation() throws {
        let old = logs.make("a", "one\n")
        var log = try FollowedLog("a", in: logs)
        old.bytes += Array("two\n".utf8)
        logs.rename("a", to: "a.1")
        let new = logs.make("a")
        #expect(try findings(&log) == ["old one\n", "new two\n"])
        old.bytes += Array("three\n".utf8)
        #expect(try findings(&log) == ["new three\n"])
        old.bytes += Array("four\n".utf8)
        new.bytes = Array("five\n".utf8)
        #expect(try findings(&log) == ["new four\n", "replaced", "new five\n"])
        old.bytes += Array("never\n".utf8)
        #expect(try findings(&log) == [])
        #expect(old.openCount == 0)
        #expect(new.openCount == 1)
    }

    @Test("is read once more before it is left, for what was written before the new one was")
    func lastWords() throws {
        let old = logs.make("a", "one\n")
        var log = try FollowedLog("a", in: logs)
        #expect(try findings(&log) == ["old one\n"])
        // The writer's last words come between the look at the file and the look at its name.
        logs.rename("a", to: "a.1")
        logs.make("a", "three\n")
        old.bytes += Array("two\n".utf8)
        #expect(try findings(&log) == ["new two\n", "replaced", "new three\n"])
    }

    @Test("may be replaced again between the look at its name and opening it")
    func replacedTwice() throws {
        logs.make("a", "one\n")
        var log = try FollowedLog("a", in: logs)
        #expect(try findings(&log) == ["old one\n"])
        logs.rename("a", to: "a.1")
        let second = logs.make("a", "two\n")
        logs.beforeOpen = { [logs] in
            logs.beforeOpen = {}
            logs.rename("a", to: "a.2")
            logs.make("a", "three\n")
        }
        #expect(try findings(&log) == ["replaced", "new three\n"])
        #expect(second.openCount == 0)
    }

    @Test("may go between the look at its name and opening it")
    func goneBeforeOpening() throws {
        logs.make("a", "one\n")
        var log = try FollowedLog("a", in: logs)
        #expect(try findings(&log) == ["old one\n"])
        logs.make("a", "two\n")
        logs.beforeOpen = { [logs] in
            logs.beforeOpen = {}
            logs.remove("a")
        }
        #expect(try findings(&log) == [])
        #expect(try findings(&log) == ["gone: ENOENT"])
        logs.make("a", "three\n")
        #expect(try findings(&log) == ["replaced", "new three\n"])
    }

    @Test("may be renamed back")
    func renamedBack() throws {
        let node = logs.make("a", "one\n")
        var log = try FollowedLog("a", in: logs)
        #expect(try findings(&log) == ["old one\n"])
        logs.rename("a", to: "b")
        #expect(try findings(&log) == ["gone: ENOENT"])
        logs.make("a", "other\n")
        logs.beforeOpen = { [logs] in
            logs.beforeOpen = {}
            logs.rename("b", to: "a")
        }
        node.bytes += Array("two\n".utf8)
        #expect(try findings(&log) == ["new two\n"])
        #expect(node.openCount == 1)
        logs.remove("a")
        #expect(try findings(&log) == ["gone: ENOENT"])
    }

    @Test("that is removed is said to be gone once, and still read")
    func removed() throws {
        let node = logs.make("a", "one\n")
        var log = try FollowedLog("a", in: logs)
        logs.remove("a")
        #expect(try findings(&log) == ["old one\n", "gone: ENOENT"])
        #expect(try findings(&log) == [])
        node.bytes += Array("two\n".utf8)
        #expect(try findings(&log) == ["new two\n"])
        logs.nameError = EACCES
        #expect(try findings(&log) == [])
        logs.nameError = nil
        logs.make("a", "three\n")
        #expect(try findings(&log) == ["replaced", "new three\n"])
    }

    @Test("that is truncated is read from its beginning")
    func truncated() throws {
        let node = logs.make("a", "one\ntwo\n")
        var log = try FollowedLog("a", in: logs)
        #expect(try findings(&log) == ["old one\ntwo\n"])
        node.bytes = Array("thr\n".utf8)
        #expect(try findings(&log) == ["truncated", "new thr\n"])
        node.bytes = []
        #expect(try findings(&log) == ["truncated"])
        #expect(try findings(&log) == [])
    }

    @Test("that is truncated and has grown past where it was read is read from its beginning as well")
    func truncatedAndGrown() throws {
        let node = logs.make("a", "one\ntwo\n")
        var log = try FollowedLog("a", in: logs)
        #expect(try findings(&log) == ["old one\ntwo\n"])
        node.bytes = Array("three\nfour\nfive\n".utf8)
        #expect(try findings(&log) == ["truncated", "new three\nfour\nfive\n"])
        // What a writer without O_APPEND leaves, which goes on at its old place behind a hole.
        node.bytes = Array(repeating: 0, count: 16) + Array("six\n".utf8)
        #expect(try findings(&log).first == "truncated")
    }

    @Test("may be truncated between the look at its size and reading it")
    func truncatedBeforeReading() throws {
        let node = logs.make("a", "one\n")
        var log = try FollowedLog("a", in: logs)
        #expect(try findings(&log) == ["old one\n"])
        node.bytes += Array("two\n".utf8)
        logs.beforeRead = { [logs] in
            logs.beforeRead = {}
            node.bytes = []
        }
        #expect(try findings(&log) == ["truncated"])
        node.bytes = Array("three\n".utf8)
        #expect(try findings(&log) == ["new three\n"])
    }

    @Test("whose history is truncated has none")
    func truncatedHistory() throws {
        let node = logs.make("a", "one\ntwo\n")
        var log = try FollowedLog("a", in: logs)
        _ = try log.look(upTo: 4)
        node.bytes = Array("x\n".utf8)
        #expect(try findings(&log) == ["truncated", "new x\n"])
        #expect(!log.isInHistory)
    }

    @Test("that a file server has forgotten is opened again")
    func stale() throws {
        logs.make("a", "one\n")
        var log = try FollowedLog("a", in: logs)
        #expect(try findings(&log) == ["old one\n"])
        logs.make("a", "two\n")
        logs.fileError = ESTALE
        logs.beforeOpen = { [logs] in logs.fileError = nil }
        #expect(try findings(&log) == ["replaced", "new two\n"])
        logs.fileError = EIO
        #expect(throws: SystemError(number: EIO)) { _ = try log.look(upTo: 10) }
    }
}
