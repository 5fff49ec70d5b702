import CallLifecycle
import Foundation
import Testing

@testable import call_lifecycle

@Suite("The pieces of a log")
struct LogPiecesTests {
    /// Writes a text to a file for as long as something is done with it.
    private func withFile<Result>(_ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
        let path = FileManager.default.temporaryDirectory.path + "/pieces-\(UUID()).jsonl"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(path)
    }

    /// All pieces of a log, in the order in which they were taken.
    private func pieces(of path: String, size: Int) throws -> [LogPieces.Piece] {
        let pieces = LogPieces([Log(path: path)], Progress(total: nil), size: size)
        var all: [LogPieces.Piece] = []
        while let piece = pieces.next(after: 0) { all.append(piece) }
        try pieces.finish()
        return all
    }

    /// The pieces that a log has when it can only be read on.
    private func streamed(_ path: String, size: Int) throws -> [[UInt8]] {
        var stream = LogStream(try FileDescriptor.reading(path))
        defer { stream.file.closeFile() }
        var all: [[UInt8]] = []
        while !stream.isAtEnd { all.append(try stream.read(size)) }
        return all
    }

    private static let texts = [
        "", "\n", "\n\n\n", "a", "a\n", "a\nb", "one\ntwo\nthree\n", "one\n\n\nfour\n\n",
        "a line that is longer than all pieces\nb\n" + String(repeating: "x", count: 9000) + "\nc\n",
        String(repeating: "y", count: 5000),
        (0..<400).map { String(repeating: "z", count: $0 % 37) }.joined(separator: "\n"),
    ]

    @Test("are whole lines, each of them once and in order", arguments: texts, [1, 2, 3, 7, 16, 4096, 1 << 18])
    func lines(text: String, size: Int) throws {
        try withFile(Array(text.utf8)) { path in
            let pieces = try pieces(of: path, size: size)
            #expect(pieces.map { String(decoding: $0.bytes[$0.lines], as: UTF8.self) }.joined() == text)
            let unfinished = pieces.filter { !$0.lines.isEmpty && $0.bytes[$0.lines].last != 0x0A }
            #expect(unfinished.allSatisfy { $0.isLast } && unfinished.count <= 1)
            #expect(pieces.map(\.number) == Array(pieces.indices))
            #expect(pieces.filter(\.isFirst).map(\.number) == [0])
            #expect(String(decoding: try streamed(path, size: size).joined(), as: UTF8.self) == text)
        }
    }

    @Test(
        "have of a line that is too long as much as shows that",
        arguments: [1 << 16, 1 << 18, 1 << 22],
        [0, 3, 5 << 16]
    )
    func longLines(size: Int, excess: Int) throws {
        let limit = CallEventDecoder.maximumLength
        let long = [UInt8](repeating: 0x78, count: limit + 2 + excess)
        let longest = [UInt8](repeating: 0x79, count: limit)
        let text = Array("first\n".utf8) + long + Array("\nsecond\n".utf8) + longest + Array("\nthird\n".utf8) + long
        try withFile(text) { path in
            for lines in [
                try pieces(of: path, size: size).map { Array($0.bytes[$0.lines]) }, try streamed(path, size: size),
            ] {
                let lines = Array(lines.joined()).split(separator: 0x0A)
                #expect(lines.count == 6)
                #expect(lines.map { String(decoding: $0.prefix(6), as: UTF8.self) }.contains("second"))
                #expect(lines[3].elementsEqual(longest))
                for line in [lines[1], lines[5]] { #expect(line.count > limit && line.count <= limit + 2 + excess) }
            }
        }
    }

    @Test("of a file go to whoever asks, and are the same together")
    func threads() throws {
        let text = (0..<20_000).map { "line \($0) \(String(repeating: "-", count: $0 % 301))" }.joined(separator: "\n")
        try withFile(Array(text.utf8)) { path in
            let pieces = LogPieces([Log(path: path), Log(path: path)], Progress(total: nil), size: 1 << 14)
            let all = Locked<[LogPieces.Piece]>([])
            DispatchQueue.concurrentPerform(iterations: 4) { _ in
                while let piece = pieces.next(after: 0) { all.withLock { $0.append(piece) } }
            }
            try pieces.finish()
            let sorted = all.withLock { $0 }.sorted { $0.number < $1.number }
            #expect(sorted.map { String(decoding: $0.bytes[$0.lines], as: UTF8.self) }.joined() == text + text)
            #expect(sorted.filter(\.isFirst).map(\.log) == [0, 1])
        }
    }

    @Test("of a file that has become shorter are those that are left")
    func shortened() throws {
        try withFile(Array("one\ntwo\nthree\n".utf8)) { path in
            let pieces = LogPieces([Log(path: path)], Progress(total: nil), size: 4)
            let first = try #require(pieces.next(after: 0))
            try Data("one\ntw".utf8).write(to: URL(fileURLWithPath: path), options: [])
            var rest: [UInt8] = []
            while let piece = pieces.next(after: 0) { rest += piece.bytes[piece.lines] }
            try pieces.finish()
            #expect(String(decoding: first.bytes[first.lines], as: UTF8.self) == "one\n")
            #expect(String(decoding: rest, as: UTF8.self) == "tw")
        }
    }
}
