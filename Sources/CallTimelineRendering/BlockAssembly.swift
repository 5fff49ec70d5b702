import CallLifecycle
import Dispatch

/// Blocks of a document that several threads write, and that are taken in their order.
///
/// The thread that takes them writes as well while it waits for the next one. However slowly blocks are taken, no more
/// of them are kept than the threads have begun.
final class BlockAssembly: Sendable {
    /// A block, or the memory for one.
    private final class Block: @unchecked Sendable {
        // Only the thread that has taken the block out of the state touches it.
        var writer = UTF8Writer(capacity: 1 << 17)
    }

    private struct State {
        /// The block that is to be taken next.
        var wanted = 0
        /// The first block that nobody has begun.
        var next = 0
        var written: [Int: Block] = [:]
        var spare: [Block] = []
        /// How many threads wait until there is something for them to do.
        var idle = 0
        /// Whether somebody waits for the wanted block.
        var isAwaited = false
        var isOver = false
    }

    private let count: Int
    private let limit: Int
    private let write: @Sendable (Int, inout UTF8Writer) -> Void
    private let state = Locked(State())
    private let work = DispatchSemaphore(value: 0)
    private let arrival = DispatchSemaphore(value: 0)

    /// Blocks by their numbers from 0; `write` is called once for each of them, unless somebody stops to take them.
    ///
    /// - Parameters:
    ///   - count: How many blocks there are.
    ///   - threads: How many threads write, the one that takes the blocks included.
    ///   - write: Writes a block.
    init(_ count: Int, threads: Int, write: @escaping @Sendable (Int, inout UTF8Writer) -> Void) {
        self.count = count
        limit = threads * 2
        self.write = write
        for _ in 1..<max(threads, 1) { DispatchQueue.global().async { self.help() } }
    }

    /// Lends every block in order.
    ///
    /// - Throws: What `body` throws, and then lends no more.
    func take<Failure>(_ body: (Span<UInt8>) throws(Failure) -> Void) throws(Failure) {
        defer { end() }
        for _ in 0..<count {
            let block = wantedBlock()
            try block.writer.withBytes(body)
            release(block)
        }
    }

    /// What a thread has to do next.
    private enum Turn: Sendable {
        case write(Int, Block)
        case take(Block)
        case wait
        case end
    }

    private func help() {
        while true {
            let task = state.withLock { state in
                if state.isOver || state.next == count { return Turn.end }
                if let task = begin(&state) { return task }
                state.idle += 1
                return .wait
            }
            switch task {
            case .write(let number, let block): finish(number, block)
            case .wait: work.wait()
            case .take, .end: return
            }
        }
    }

    private func wantedBlock() -> Block {
        while true {
            let task = state.withLock { state in
                if let block = state.written.removeValue(forKey: state.wanted) { return Turn.take(block) }
                if let task = begin(&state) { return task }
                state.isAwaited = true
                return .wait
            }
            switch task {
            case .take(let block): return block
            case .write(let number, let block): finish(number, block)
            case .wait, .end: arrival.wait()
            }
        }
    }

    /// The next block to write; `nil` if there is none, or too many are kept already.
    private func begin(_ state: inout State) -> Turn? {
        guard state.next < count, state.next < state.wanted + limit else { return nil }
        defer { state.next += 1 }
        return .write(state.next, state.spare.popLast() ?? Block())
    }

    private func finish(_ number: Int, _ block: Block) {
        block.writer.removeAll()
        write(number, &block.writer)
        let isAwaited = state.withLock { state in
            state.written[number] = block
            defer { if state.wanted == number { state.isAwaited = false } }
            return state.isAwaited && state.wanted == number
        }
        if isAwaited { arrival.signal() }
    }

    private func release(_ block: Block) {
        let idle = state.withLock { state in
            state.spare.append(block)
            state.wanted += 1
            defer { state.idle = 0 }
            return state.idle
        }
        for _ in 0..<idle { work.signal() }
    }

    /// Lets all threads end.
    private func end() {
        let idle = state.withLock { state in
            state.isOver = true
            defer { state.idle = 0 }
            return state.idle
        }
        for _ in 0..<idle { work.signal() }
    }
}
