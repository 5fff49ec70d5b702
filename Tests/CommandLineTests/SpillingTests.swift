import CallLifecycle
import Foundation
import Testing

@testable import call_lifecycle

@Suite("What does not fit into memory")
struct SpillingTests {
    private static func lines(_ files: [TemporaryFile]) throws -> [String] {
        var bytes: [UInt8] = []
        for file in files {
            while case let more = try file.read(), !more.isEmpty { bytes += more }
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private static func file(_ lines: [String]) throws -> TemporaryFile {
        var file = try TemporaryFile.Writer()
        for line in lines { try file.append("\(line)\n".utf8) }
        return try file.finish()
    }

    @Test("is kept, each thing once, in files of which few are open", arguments: [0, 1, 15, 16, 17, 600])
    func levels(count: Int) throws {
        let levels = MergeLevels { files throws(Failure) in
            do {
                #expect(files.count == MergeLevels.width)
                return try Self.file(try Self.lines(files))
            } catch {
                throw Failure(status: .ioError, message: "\(error)")
            }
        }
        DispatchQueue.concurrentPerform(iterations: 2) { thread in
            for number in stride(from: thread, to: count, by: 2) {
                #expect(throws: Never.self) { try levels.add(try Self.file(["\(number)"])) }
            }
        }
        let files = levels.files
        // What the number is in base sixteen: a file for each unit of each digit.
        #expect(files.count == String(count, radix: MergeLevels.width).compactMap(\.hexDigitValue).reduce(0, +))
        #expect(try Self.lines(files).compactMap { Int($0) }.sorted() == Array(0..<count))
    }

    @Test("comes back in the order of starts, then of session IDs", arguments: [1 << 20, 2_000, 1])
    func sorting(limit: Int) throws {
        // Many begin at the same time, and all come by their IDs.
        let log = (0..<700)
            .map { number in
                let stamp = 1_772_359_200 + number * 7919 % 50
                return #"{"action":"dialin-connected","sessionId":"s\#(1000 + number)","timestamp":\#(stamp)}"# + "\n"
            }
        let timelines = CallTimeline.reconstruct(jsonLines: log.joined().utf8).timelines
        #expect(timelines.count == 700)

        var sorter = LineSorter(limit: limit)
        for timeline in timelines.sorted(by: { $0.id < $1.id }) {
            try sorter.add(timeline, Array("\(timeline.id)\n".utf8).span)
        }
        let path = FileManager.default.temporaryDirectory.path + "/sorted-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        let handle = try #require(FileHandle(forWritingAtPath: path))
        let output = Output(FileDescriptor(number: handle.fileDescriptor))
        try sorter.finish(output)
        try output.flush()
        let sorted = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        #expect(sorted.split(separator: "\n").map(String.init) == timelines.map { "\($0.id)" })
    }
}
