#if TSAN
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A value behind a lock, for builds under Thread Sanitizer, which does not see into a contended
/// `Synchronization.Mutex` and reports races that are none.
///
/// Compile with `-Xswiftc -DTSAN`.
@safe package final class Locked<Value: Sendable>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private var value: Value

    package init(_ value: Value) {
        self.value = value
        unsafe pthread_mutex_init(mutex, nil)
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    package func withLock<Result: Sendable, Failure>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return try body(&value)
    }

    package func withLockIfFree<Result: Sendable>(_ body: (inout Value) -> Result) -> Result? {
        guard unsafe pthread_mutex_trylock(mutex) == 0 else { return nil }
        defer { unsafe pthread_mutex_unlock(mutex) }
        return body(&value)
    }
}
#else
import Synchronization

/// A value behind a lock.
///
/// Under it, state is changed and nothing else: no continuation is resumed, no caller's closure is run and no caller's
/// object is released, since any of them could take the lock again.
package final class Locked<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>

    package init(_ value: Value) { mutex = Mutex(value) }

    package func withLock<Result: Sendable, Failure>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try mutex.withLock { value throws(Failure) in try body(&value) }
    }

    /// Does something with the value, unless somebody else has it now.
    package func withLockIfFree<Result: Sendable>(_ body: (inout Value) -> Result) -> Result? {
        mutex.withLockIfAvailable { body(&$0) }
    }
}
#endif

extension Locked {
    /// Takes the value out, so that whoever has it can change it where it is.
    func take(leaving other: Value) -> Value {
        withLock { value in
            defer { value = other }
            return value
        }
    }
}
