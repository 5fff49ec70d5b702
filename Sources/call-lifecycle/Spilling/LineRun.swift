import CallLifecycle

/// Where the line of a call stands in a list: by the call's start, then by its session ID.
struct LinePlace {
    var start: Int64
    var id: CallSessionID

    func precedes(_ other: LinePlace) -> Bool { start == other.start ? id < other.id : start < other.start }
}

/// Lines in order, in a temporary file: before each of them the start, how long its session ID and the line are, and the ID.
enum LineRun {
    /// Appends a line to a run.
    static func append(
        _ line: ArraySlice<UInt8>,
        _ place: LinePlace,
        to run: inout TemporaryFile.Writer
    ) throws(Failure) {
        let id = Array(place.id.rawValue.utf8)
        for number in [UInt64(bitPattern: place.start), UInt64(id.count), UInt64(line.count)] {
            try unsafe withUnsafeBytes(of: number.littleEndian) { bytes throws(Failure) in try unsafe run.append(bytes)
            }
        }
        try run.append(id)
        try run.append(line)
    }

    /// Hands over the lines of several runs in order.
    static func merge(
        _ files: [TemporaryFile],
        _ body: (LinePlace, ArraySlice<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        var readers: [Reader] = []
        for file in files { readers.append(try Reader(file)) }
        while true {
            var first: (reader: Int, place: LinePlace)?
            for index in readers.indices {
                guard let place = readers[index].line?.place else { continue }
                if let known = first?.place, !place.precedes(known) { continue }
                first = (index, place)
            }
            guard let (reader, place) = first else { return }
            if let line = readers[reader].line { try body(place, line.bytes) }
            try readers[reader].advance()
        }
    }

    /// Some runs as one.
    @Sendable static func merged(_ files: [TemporaryFile]) throws(Failure) -> TemporaryFile {
        var run = try TemporaryFile.Writer()
        try merge(files) { place, line throws(Failure) in try append(line, place, to: &run) }
        return try run.finish()
    }

    /// Reads a run line by line.
    private struct Reader {
        private let file: TemporaryFile
        private var rest: ArraySlice<UInt8> = []
        /// The next line; `nil` behind the last.
        private(set) var line: (place: LinePlace, bytes: ArraySlice<UInt8>)?

        init(_ file: TemporaryFile) throws(Failure) {
            self.file = file
            try advance()
        }

        mutating func advance() throws(Failure) {
            line = nil
            guard let start = try number(), let idCount = try number(), let count = try number() else { return }
            let id = String(decoding: try take(Int(idCount)), as: UTF8.self)
            let place = LinePlace(start: Int64(bitPattern: start), id: CallSessionID(rawValue: id))
            line = (place, try take(Int(count)))
        }

        private mutating func number() throws(Failure) -> UInt64? {
            let bytes = try take(8)
            guard bytes.count == 8 else { return nil }
            return bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }

        /// The next bytes, fewer only at the end.
        private mutating func take(_ count: Int) throws(Failure) -> ArraySlice<UInt8> {
            while rest.count < count {
                let more = try file.read()
                guard !more.isEmpty else { break }
                rest = ArraySlice(rest + more)
            }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }
    }
}
