import CallLifecycle

/// A file that holds a partial result.
struct PartialFile {
    private let name: String
    private let read: () throws(Failure) -> [UInt8]

    /// A file that somebody names; `-` is standard input.
    init(_ path: String) throws(Failure) {
        let log = Log(path: path == "-" ? nil : path)
        try log.open(checkReadable)
        let file = if let file = try log.open(FileDescriptor.reading) { file } else { FileDescriptor.standardInput }
        let name = log.name.printable
        self.name = name
        read = { () throws(Failure) in
            do throws(SystemError) {
                return try file.read(upTo: 1 << 16)
            } catch {
                throw Failure(status: .ioError, message: "\(name): \(error.message)")
            }
        }
    }

    /// A file that was written because memory was short.
    init(_ file: TemporaryFile) {
        name = "a temporary file"
        read = file.read
    }

    /// Begins to merge what the files hold.
    static func merge(_ files: [PartialFile]) throws(Failure) -> CallPartialMerge {
        var readers: [CallPartialReader] = []
        for file in files { readers.append(try reading { try CallPartialReader(named: file.name, file.read) }) }
        let all = readers
        return try reading { try CallPartialMerge(all) }
    }

    /// What some temporary files hold, in one.
    @Sendable static func merged(_ files: [TemporaryFile]) throws(Failure) -> TemporaryFile {
        var merge = try merge(files.map { PartialFile($0) })
        var merged = try TemporaryFile.Writer()
        try merge.writePartial { line throws(Failure) in try merged.append(line: line) }
        return try merged.finish()
    }

    /// Reads, and says what is wrong with what was read.
    static func reading<Result>(_ body: () throws -> Result) throws(Failure) -> Result {
        do {
            return try body()
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(status: .data, message: "\(error)")
        }
    }
}

extension CallReconstructor {
    /// Writes what is known as a partial result to a file, to make room.
    func spilled() throws(Failure) -> TemporaryFile {
        var file = try TemporaryFile.Writer()
        try forEachPartialLine { line throws(Failure) in try file.append(line: line) }
        return try file.finish()
    }
}

extension CallPartialMerge {
    /// Hands over everything as the lines of one partial result.
    mutating func writePartial(_ write: (String) throws(Failure) -> Void) throws(Failure) {
        try PartialFile.reading { try forEachPartialLine(write) }
    }
}

extension TemporaryFile.Writer {
    fileprivate mutating func append(line: String) throws(Failure) {
        try append(line.utf8)
        try append(CollectionOfOne(lineFeed))
    }
}
