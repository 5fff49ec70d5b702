import CallLifecycle
import Foundation
import Testing

@Suite("follow")
struct FollowCommandTests {
    private let folder: URL
    private var log: URL { folder.appending(path: "calls.jsonl") }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func tidyUp() { try? FileManager.default.removeItem(at: folder) }

    /// A line as a recorder writes it now.
    private func line(_ action: String, _ session: String, secondsAgo seconds: Int = 0) -> String {
        let stamp = CallStamp.now.advanced(by: .seconds(-seconds))
        return #"{"action":"\#(action)","sessionId":"\#(session)","timestamp":"\#(stamp)"}"# + "\n"
    }

    /// Follows a log that holds a text, from the moment on at which that has been read.
    ///
    /// The last thing in it is young enough to be told, and nothing before it is.
    private func start(_ history: String, _ options: [String] = [], _ others: [String] = []) async throws
        -> FollowProcess
    {
        try Data((history + line("dialin-connected", "started")).utf8).write(to: log)
        let follow = try FollowProcess(["--since", "5m"] + options + others + [log.path()])
        try await follow.waitForOutput("started")
        return follow
    }

    private func append(_ text: String, to file: URL? = nil) throws {
        let handle = try FileHandle(forWritingTo: file ?? log)
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    /// The columns of an output, without the stamps.
    private func rows(_ output: String) -> [String] {
        output.split(separator: "\n").map { String($0.dropFirst(26)).replacing(#/ +/#, with: " ") }
    }

    @Test("tells what comes to a file as it comes, of calls that stood there")
    func growing() async throws {
        defer { tidyUp() }
        let follow = try await start(line("dialin-connected", "s1", secondsAgo: 600))
        try append(line("dialin-stopped", "s1"))
        try await follow.waitForOutput("s1        dialin-stopped          connected → stopped\n")
        // Half a line is no line.
        let late = line("dialin-warning", "s1")
        try append(String(late.prefix(40)))
        try await Task.sleep(for: .milliseconds(500))
        #expect(rows(follow.output).dropFirst() == ["dial-in s1 dialin-stopped connected → stopped"])
        try append(String(late.dropFirst(40)))
        try await follow.waitForOutput("s1        dialin-warning          stopped ✗")
        follow.signal(SIGTERM)
        #expect(try await follow.end() == 0)
        #expect(follow.errors == "")
    }

    @Test("with --since first tells what happened since")
    func since() async throws {
        defer { tidyUp() }
        let history = [("dialin-connected", 3600), ("dialin-warning", 300), ("dialin-stopped", 100)]
        try Data(history.map { line($0, "s1", secondsAgo: $1) }.joined().utf8).write(to: log)
        let follow = try FollowProcess(["--since", "15m", log.path()])
        try await follow.waitForOutput("dialin-stopped")
        #expect(rows(follow.output).map { $0.split(separator: " ")[2] } == ["dialin-warning", "dialin-stopped"])
        follow.signal(SIGINT)
        #expect(try await follow.end() == 0)
    }

    @Test("goes on with the next file when one is renamed, and says so")
    func rotated() async throws {
        defer { tidyUp() }
        let follow = try await start(line("dialin-connected", "s1", secondsAgo: 600), ["--format", "json"])
        try append(line("dialin-warning", "s1"))
        try await follow.waitForOutput("dialin-warning")
        let old = folder.appending(path: "calls.jsonl.1")
        try FileManager.default.moveItem(at: log, to: old)
        // The writer has not been told yet; its last line has no end.
        try append(line("dialin-connected", "s2") + line("dialin-connected", "s3").dropLast(1), to: old)
        try await follow.waitForOutput(#""sessionId":"s2""#)
        try await follow.waitForErrors("waiting for it to come back")
        try Data(line("dialin-stopped", "s1").utf8).write(to: log)
        try await follow.waitForOutput("dialin-stopped")
        #expect(follow.output.contains(#""sessionId":"s3""#))
        #expect(follow.output.split(separator: "\n").count == 5)
        follow.signal(SIGHUP)
        #expect(try await follow.end() == 0)
        let name = log.path()
        #expect(
            follow.errors == """
                call-lifecycle: \(name): No such file or directory; waiting for it to come back
                call-lifecycle: \(name): replaced; reading the new file from its beginning

                """
        )
    }

    @Test("starts over with a file that is copied and truncated, and tells of nothing twice")
    func truncated() async throws {
        defer { tidyUp() }
        let follow = try await start(
            line("dialin-connected", "s1", secondsAgo: 600) + line("dialin-connected", "s2", secondsAgo: 600)
        )
        let warning = line("dialin-warning", "s1")
        try append(warning)
        try await follow.waitForOutput("dialin-warning")
        let handle = try FileHandle(forWritingTo: log)
        try handle.truncate(atOffset: 0)
        try await follow.waitForErrors("truncated; reading it from its beginning")
        try handle.write(contentsOf: Data((warning + line("dialin-stopped", "s2")).utf8))
        try await follow.waitForOutput("dialin-stopped")
        #expect(follow.output.split(separator: "\n").count == 3)
        follow.signal(SIGTERM)
        #expect(try await follow.end() == 0)
    }

    @Test("tells what comes through standard input before the next comes, and ends with it")
    func standardInput() async throws {
        defer { tidyUp() }
        let begin = CallStamp.now
        let follow = try FollowProcess(["-"])
        for (action, state) in [("dialout-requested", "ready"), ("dialout-connected", "ready → connected")] {
            // No stamp: that of its receipt.
            try follow.write(#"{"action":"\#(action)","sessionId":"s1"}"# + "\n")
            try await follow.waitForOutput("\(action)".padding(toLength: 24, withPad: " ", startingAt: 0) + state)
        }
        let stamp = try #require(CallStamp(String(follow.output.prefix(24))))
        #expect((begin...CallStamp.now).contains(stamp))
        try follow.write("nonsense\n")
        try await follow.waitForErrors("line 3, byte 0: not one JSON object")
        // The last line needs no end.
        try follow.write(String(line("dialout-answered", "s1").dropLast()))
        try follow.endInput()
        #expect(try await follow.end() == 65)
        #expect(rows(follow.output).last == "dial-out s1 dialout-answered connected → answered")
        #expect(follow.errors.hasSuffix("1 line could not be read; all others were served\n"))
    }

    @Test("tells the first few lines that cannot be read, and how many there were")
    func unreadable() throws {
        let result = try Command.run(
            "follow",
            "-",
            input: String(repeating: "nonsense\n", count: 8) + #"{"action":"dial"#
        )
        #expect(result.status == 65)
        #expect(result.errors.split(separator: "\n").count == 6)
        #expect(result.errors.hasSuffix("9 lines could not be read (4 not shown); all others were served\n"))
        tidyUp()
    }

    @Test("goes on after a signal that it was started to ignore, as by nohup")
    func ignoredSignal() async throws {
        defer { tidyUp() }
        let result = folder.appending(path: "result")
        try Data(line("dialin-connected", "s1").utf8).write(to: log)
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/sh")
        // HUP is ignored from the start; TERM ends it.
        let script = """
            trap '' HUP
            "$1" follow --since 5m "$2" > "$3" &
            until grep -q connected "$3"; do sleep 0.1; done
            kill -HUP $!; sleep 0.5
            kill -0 $! && echo alive >> "$3"
            kill -TERM $!; wait $!
            """
        shell.arguments = ["-c", script, "sh", try Command.executable.path(), log.path(), result.path()]
        try shell.run()
        for _ in 0..<1500 where shell.isRunning { try await Task.sleep(for: .milliseconds(20)) }
        #expect(!shell.isRunning)
        #expect(shell.terminationStatus == 0)
        #expect(try String(contentsOf: result, encoding: .utf8).hasSuffix("alive\n"))
    }

    @Test("notices that a call is overdue by the clock")
    func overdue() async throws {
        defer { tidyUp() }
        try Data(line("dialout-requested", "s1", secondsAgo: 57).utf8).write(to: log)
        let follow = try FollowProcess(["--format", "json", log.path()])
        try await follow.waitForOutput(#"{"notification":"overdue","sessionId":"s1","direction":"dial-out","at":"#)
        follow.signal(SIGTERM)
        #expect(try await follow.end() == 0)
        #expect(follow.output.hasSuffix(#""limit":60,"endInferred":false}"# + "\n"))
    }

    @Test("ends when nobody reads what it tells any more, before there is more to tell")
    func closedPipe() async throws {
        defer { tidyUp() }
        try Data(line("dialin-connected", "s1").utf8).write(to: log)
        let pipe = Pipe()
        let follow = try FollowProcess(["--since", "5m", log.path()], output: pipe.fileHandleForWriting)
        try pipe.fileHandleForWriting.close()
        #expect(try pipe.fileHandleForReading.read(upToCount: 10)?.count == 10)
        try pipe.fileHandleForReading.close()
        #expect(try await follow.end() == 0)
        #expect(follow.errors == "")
    }

    @Test("reads a named pipe up to the end of its writer")
    func namedPipe() async throws {
        defer { tidyUp() }
        let pipe = folder.appending(path: "pipe")
        let made = unsafe mkfifo(pipe.path(), 0o600)
        #expect(made == 0)
        let follow = try FollowProcess([pipe.path()])
        let writer = try FileHandle(forWritingTo: pipe)
        try writer.write(contentsOf: Data(line("dialin-connected", "s1").utf8))
        try await follow.waitForOutput("ready → connected")
        try writer.close()
        #expect(try await follow.end() == 0)
    }

    @Test("follows several logs as one")
    func several() async throws {
        defer { tidyUp() }
        let other = folder.appending(path: "other.jsonl")
        try Data(line("dialin-connected", "s1", secondsAgo: 600).utf8).write(to: other)
        let follow = try await start(line("dialin-warning", "s1", secondsAgo: 500), [], [other.path(), "-"])
        try follow.write(line("dialin-stopped", "s1", secondsAgo: 3))
        try await follow.waitForOutput("connected → stopped")
        try follow.endInput()
        try append(line("dialin-warning", "s1"), to: other)
        try await follow.waitForOutput("stopped ✗")
        #expect(follow.output.split(separator: "\n").count == 3)
        follow.signal(SIGTERM)
        #expect(try await follow.end() == 0)
    }

    @Test("is refused where it cannot work")
    func refused() throws {
        defer { tidyUp() }
        #expect(try Command.run("follow", "no/such/file").status == 66)
        let journal = try Command.run("follow", folder.path())
        #expect(journal.status == 66)
        #expect(journal.errors == "call-lifecycle: \(folder.path()): a folder; follow reads files\n")
        #expect(try Command.run("follow").status == 64)
        #expect(try Command.run("follow", "--since", "yesterday", "-").status == 64)
        #expect(try Command.run("follow", "--until", "1m", "-").status == 64)
        let board = try Command.run("follow", "--board", "-", input: "")
        #expect(board.status == 64)
        #expect(
            board.errors.hasPrefix("call-lifecycle: follow: --board needs a terminal, and standard output is none\n")
        )
        let json = try Command.run("follow", "--board", "--format", "json", "-", input: "")
        #expect(json.errors.hasPrefix("call-lifecycle: follow: --board has no --format json\n"))
    }

    @Test("shows personal data only when asked")
    func reveal() throws {
        defer { tidyUp() }
        let log = #"{"action":"dialin-warning","sessionId":"s1","errorMsg":"+14155550123","timestamp":1772359201}"#
        for format in ["text", "json"] {
            #expect(!(try Command.run("follow", "--format", format, "-", input: log)).output.contains("4155550"))
            let revealed = try Command.run("follow", "--format", format, "--reveal", "-", input: log)
            #expect(revealed.output.contains("+14155550123"))
        }
    }
}
