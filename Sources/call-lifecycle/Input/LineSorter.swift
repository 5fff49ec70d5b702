import CallLifecycle
import CallTimelineRendering

/// Puts lines in the order of their calls, however many there are: what does not fit into memory waits in files.
///
/// Calls are listed by start, then by session ID, and come here by session ID alone.
struct LineSorter {
    fileprivate struct Place {
        var start: Int64
        var id: CallSessionID
        var line: Range<Int>

        func precedes(_ other: Place) -> Bool { start == other.start ? id < other.id : start < other.start }
    }

    private let limit: Int
    private var lines: [UInt8] = []
    private var places: [Place] = []
    private var runs: [TemporaryFile] = []

    /// A sorter.
    ///
    /// - Parameter limit: How many bytes it holds in memory.
    init(limit: Int) { self.limit = limit }

    /// Takes the line of a call, with its end.
    mutating func add(_ timeline: CallTimeline, _ line: Span<UInt8>) throws(Failure) {
        let start = lines.count
        unsafe line.withUnsafeBufferPointer { unsafe lines.append(contentsOf: $0) }
        let moment = timeline.session.startedAt.millisecondsSince1970
        places.append(Place(start: moment, id: timeline.id, line: start..<lines.count))
        if lines.count + places.count * MemoryLayout<Place>.stride > limit { try spill() }
    }

    /// Writes all lines in order.
    consuming func finish(_ output: Output) throws(Failure) {
        guard !runs.isEmpty else {
            places.sort { $0.precedes($1) }
            for place in places { try output.write(lines.span.extracting(place.line)) }
            return
        }
        try spill()
        var readers: [RunReader] = []
        for run in runs { readers.append(try RunReader(run)) }
        while let next = readers.indices.filter({ readers[$0].line != nil })
            .min(by: { (readers[$0].line?.place).precedes(readers[$1].line?.place) })
        {
            if let line = readers[next].line { try output.write(line.bytes.span) }
            try readers[next].advance()
        }
    }

    /// Writes what is in memory to a file of its own, in order.
    private mutating func spill() throws(Failure) {
        guard !places.isEmpty else { return }
        places.sort { $0.precedes($1) }
        let run = try TemporaryFile()
        var bytes: [UInt8] = []
        for place in places {
            let id = Array(place.id.rawValue.utf8)
            for number in [UInt64(bitPattern: place.start), UInt64(id.count), UInt64(place.line.count)] {
                unsafe withUnsafeBytes(of: number.littleEndian) { unsafe bytes.append(contentsOf: $0) }
            }
            bytes += id
            bytes += lines[place.line]
            if bytes.count >= 1 << 18 {
                try run.write(bytes.span)
                bytes.removeAll(keepingCapacity: true)
            }
        }
        try run.write(bytes.span)
        run.rewind()
        runs.append(run)
        places.removeAll(keepingCapacity: true)
        lines.removeAll(keepingCapacity: true)
    }

    /// Reads a run line by line.
    private struct RunReader {
        let file: TemporaryFile
        private var rest: ArraySlice<UInt8> = []
        /// The next line; `nil` behind the last.
        private(set) var line: (place: Place, bytes: [UInt8])?

        init(_ file: TemporaryFile) throws(Failure) {
            self.file = file
            try advance()
        }

        mutating func advance() throws(Failure) {
            line = nil
            guard let start = try number(), let idCount = try number(), let count = try number() else { return }
            let id = String(decoding: try take(Int(idCount)), as: UTF8.self)
            let bytes = Array(try take(Int(count)))
            let place = Place(start: Int64(bitPattern: start), id: CallSessionID(rawValue: id), line: 0..<bytes.count)
            line = (place, bytes)
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

extension LineSorter.Place? {
    fileprivate func precedes(_ other: LineSorter.Place?) -> Bool {
        guard let self, let other else { return self != nil }
        return self.precedes(other)
    }
}
