/*
 * The protocol of engine lock, mailbox, waiter and cancellation, for spin: `.ci/protocol` checks it exhaustively.
 *
 * Two publishers, one reader, one finisher that may or may not come, and a cancellation at any moment, whose handler may
 * run twice. A call that waits for an outcome is such a reader, and its time limit is such a cancellation.
 *
 *   Mailbox.publish, Mailbox.next, Mailbox.cancel       the mailbox's lock, always taken last
 *   CallSessionEngine.change, finish                    the engine's lock; whom to wake is woken after it
 *   Subscription.cancel                                 run by the task runtime, which holds the task's own lock
 *   resuming a continuation                             takes the task's own lock
 *
 * Each of these macros makes one mistake, which spin must find:
 *   RESUME_UNDER_LOCK    the waiter is woken while the engine's lock is held
 *   PUBLISH_AFTER_UNLOCK the mailbox is filled after the engine's lock was let go
 *   CHECK_THEN_WAIT      the reader looks and registers in two critical sections
 *   DROP_SILENTLY        a full mailbox drops without counting
 *   FINISH_IN_SILENCE    finishing does not wake the waiter
 *   CANCEL_IN_SILENCE    cancelling does not wake the waiter
 */

#ifndef CAPACITY
#define CAPACITY 2
#endif
#define EACH   2    /* elements of each publisher */
#define ENDED  0    /* what a reader gets at the end; elements count from 1 */
#define BEHIND 255  /* what a reader gets in place of what it missed */

bool engineLock, mailboxLock, taskLock;
inline lock(mutex) { atomic { !mutex -> mutex = true } }
inline unlock(mutex) { mutex = false }

byte sequence;              /* the engine's state: how many elements there are */
bool isSubscribed = true;

byte slots[CAPACITY];       /* the mailbox's state */
byte count, missed;
bool isFinished, hasWaiter;

bool isResumed;             /* the reader's continuation */
byte resumedWith;

byte published, delivered, dropped, discarded;      /* the accounts */
byte heard, told, gap, last;
bool isCancelled, readerEnded, readerWaits;

inline resume(value) {
    assert(!isResumed);     /* a continuation is resumed once */
    resumedWith = value;
    isResumed = true
}

inline wake(value) { lock(taskLock); resume(value); unlock(taskLock) }

inline shift() {
    d_step { index = 1; do :: index < count -> slots[index - 1] = slots[index]; index++ :: else -> break od; index = 0 }
}

inline publish(value) {
    mustWake = false;
    if
    :: isSubscribed ->
        lock(mailboxLock);
        if
        :: isFinished
        :: else ->
            published++;
            if
            :: hasWaiter -> hasWaiter = false; delivered++; mustWake = true
            :: !hasWaiter && count == CAPACITY ->
                shift();
                slots[count - 1] = value;
#ifndef DROP_SILENTLY
                missed++;
#endif
                dropped++
            :: !hasWaiter && count < CAPACITY -> slots[count] = value; count++
            fi
        fi;
        unlock(mailboxLock)
    :: else
    fi
}

proctype Publisher() {
    byte made, value, index;
    bool mustWake;
    do
    :: made < EACH ->
        lock(engineLock);
        sequence++;
        value = sequence;
#ifdef PUBLISH_AFTER_UNLOCK
        unlock(engineLock);
        publish(value);
        if :: mustWake -> wake(value) :: else fi;
#else
        publish(value);
#ifdef RESUME_UNDER_LOCK
        if :: mustWake -> wake(value) :: else fi;
        unlock(engineLock);
#else
        unlock(engineLock);
        if :: mustWake -> wake(value) :: else fi;
#endif
#endif
        made++
    :: else -> break
    od
}

inline take() {
    has = true;
    if
    :: missed > 0 -> told = told + missed; gap = gap + missed; missed = 0; value = BEHIND
    :: missed == 0 && count > 0 -> value = slots[0]; shift(); count--; delivered++
    :: missed == 0 && count == 0 && isFinished -> value = ENDED
    :: missed == 0 && count == 0 && !isFinished -> has = false
    fi
}

proctype Reader() {
    byte value, index;
    bool has;
    do
    :: lock(mailboxLock); take(); unlock(mailboxLock);
        if
        :: has
        :: else ->
            isResumed = false;
            lock(mailboxLock);
#ifdef CHECK_THEN_WAIT
            hasWaiter = true;
#else
            take();
            if :: !has -> hasWaiter = true :: else fi;
#endif
            unlock(mailboxLock);
            if
            :: has
            :: else ->
                readerWaits = true;
end_waiting:    isResumed -> readerWaits = false; value = resumedWith
            fi
        fi;
        if
        :: value == ENDED -> break
        :: value == BEHIND
        :: else ->
            /* In order, and nothing is missing but what was said to be. */
            assert(value == last + gap + 1);
            last = value;
            gap = 0;
            heard++
        fi
    od;
    readerEnded = true
}

proctype Finisher() {
    bool mustWake;
    if
    :: skip
    :: lock(engineLock);
        lock(mailboxLock);
        isFinished = true;
        mustWake = hasWaiter;
        hasWaiter = false;
        unlock(mailboxLock);
        unlock(engineLock);
#ifndef FINISH_IN_SILENCE
        if :: mustWake -> wake(ENDED) :: else fi
#endif
    fi
}

proctype Canceller() {
    byte runs;
    do
    :: runs < 2 ->
        lock(taskLock);
        isCancelled = true;
        lock(mailboxLock);
        discarded = discarded + count;
        count = 0;
        missed = 0;
        isFinished = true;
        if
        :: hasWaiter ->
            hasWaiter = false;
            unlock(mailboxLock);
#ifndef CANCEL_IN_SILENCE
            resume(ENDED)   /* the task's lock is recursive, and held */
#endif
        :: else -> unlock(mailboxLock)
        fi;
        lock(engineLock);
        isSubscribed = false;
        unlock(engineLock);
        unlock(taskLock);
        runs++
    :: break
    od
}

/* When nothing can move any more: nobody sleeps who has something to do, and every element is accounted for. */
proctype Checker() {
end_checker:
    timeout;
    assert(readerEnded || (readerWaits && hasWaiter && count == 0 && missed == 0 && !isFinished));
    assert(published == delivered + dropped + discarded + count);
    assert(heard == delivered);
    assert(isCancelled || dropped == told + missed);
    assert(!engineLock && !mailboxLock && !taskLock)
}

init {
    atomic {
        run Publisher();
        run Publisher();
        run Reader();
        run Finisher();
        run Canceller();
        run Checker()
    }
}
