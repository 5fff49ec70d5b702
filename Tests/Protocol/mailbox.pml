/*
 * The protocol of engine lock, mailbox, waiter and cancellation, for spin: `.ci/protocol` checks it exhaustively.
 *
 * Two publishers, one reader, one finisher, and two cancellations; these three may come at any moment, or never.
 *
 *   Mailbox.publish, Mailbox.next, Mailbox.cancel       the mailbox's lock, always taken last
 *   CallSessionEngine.change, finish                    the engine's lock; whom to wake is woken after it
 *   Subscription.cancel                                 twice, and the two may overlap: the task runtime runs it and
 *                                                       holds the task's own lock meanwhile; a reader that finds itself
 *                                                       cancelled already, or whoever drops the stream, holds no lock
 *   resuming a continuation                             takes the task's own lock
 *
 * A call that waits for an outcome needs no process of its own: it is such a reader of a mailbox of capacity 1, and its
 * time limit is such a cancellation.
 *
 * What is done under the mailbox's lock is atomic here. Everyone who touches the mailbox holds that lock and waits for
 * nothing while doing so, so finer steps would add states and no behaviour.
 *
 * Each of these macros makes one mistake, which spin must find:
 *   RESUME_UNDER_LOCK    a publisher wakes while it holds the engine's lock
 *   FINISH_UNDER_LOCK    so does the finisher
 *   CANCEL_UNDER_LOCK    a cancellation wakes while it holds the mailbox's lock
 *   PUBLISH_AFTER_UNLOCK the mailbox is filled after the engine's lock was let go
 *   CHECK_THEN_WAIT      the reader looks and registers in two critical sections
 *   DROP_SILENTLY        a full mailbox drops without counting
 *   FINISH_IN_SILENCE    finishing does not wake the waiter
 *   CANCEL_IN_SILENCE    cancelling does not wake the waiter
 *   WAKE_TWICE           cancelling leaves the waiter registered
 *   FORGET_FIRST         a cancellation forgets the subscriber before it empties the mailbox
 */

#ifndef CAPACITY
#define CAPACITY 2
#endif
#ifndef EACH
#define EACH 2      /* elements of each publisher */
#endif
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
    index = 1;
    do :: index < count -> slots[index - 1] = slots[index]; index++ :: else -> break od;
    index = 0
}

inline publish(value) {
    mustWake = false;
    if
    :: isSubscribed ->
        lock(mailboxLock);
        atomic {
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
            fi
        }
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
        made++;
        value = 0;          /* what nobody looks at any more would only tell equal states apart */
        mustWake = false
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
    :: lock(mailboxLock); atomic { take() } unlock(mailboxLock);
        if
        :: has
        :: else ->
            isResumed = false;
            lock(mailboxLock);
#ifdef CHECK_THEN_WAIT
            hasWaiter = true;
#else
            atomic { take(); if :: !has -> hasWaiter = true :: else fi }
#endif
            unlock(mailboxLock);
            if
            :: has
            :: else ->
                readerWaits = true;
end_waiting:    isResumed -> readerWaits = false; value = resumedWith; resumedWith = 0
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
        atomic { isFinished = true; mustWake = hasWaiter; hasWaiter = false }
        unlock(mailboxLock);
#ifdef FINISH_IN_SILENCE
        mustWake = false;
#endif
#ifdef FINISH_UNDER_LOCK
        if :: mustWake -> wake(ENDED) :: else fi;
        unlock(engineLock)
#else
        unlock(engineLock);
        if :: mustWake -> wake(ENDED) :: else fi
#endif
    fi
}

inline clear() {
    atomic {
        isCancelled = true;
        discarded = discarded + count;
        count = 0;
        missed = 0;
        isFinished = true;
        mustWake = hasWaiter;
#ifndef WAKE_TWICE
        hasWaiter = false;
#endif
#ifdef CANCEL_IN_SILENCE
        mustWake = false
#endif
    }
}

inline tellEnd() {
    if
    :: mustWake && isHandler -> resume(ENDED)   /* the task's lock is recursive, and held */
    :: mustWake && !isHandler -> wake(ENDED)
    :: else
    fi
}

inline forget() {
    lock(engineLock);
    if
    :: isSubscribed ->
        isSubscribed = false;
        lock(mailboxLock);
        assert(isFinished && count == 0);       /* its accounts are final, and can be added to those of former ones */
        unlock(mailboxLock)
    :: else
    fi;
    unlock(engineLock)
}

proctype Canceller(bool isHandler) {
    bool mustWake;
    if
    :: skip
    :: true ->
        if :: isHandler -> lock(taskLock) :: else fi;
#ifdef FORGET_FIRST
        forget();
#endif
        lock(mailboxLock);
        clear();
#ifdef CANCEL_UNDER_LOCK
        tellEnd();
        unlock(mailboxLock);
#else
        unlock(mailboxLock);
        tellEnd();
#endif
#ifndef FORGET_FIRST
        forget();
#endif
        if :: isHandler -> unlock(taskLock) :: else fi
    fi
}

/* When nothing can move any more: nobody sleeps who has something to do, and every element is accounted for. */
proctype Checker() {
end_checker:
    timeout;
    assert(!engineLock && !mailboxLock && !taskLock);
    assert(readerEnded || (readerWaits && hasWaiter && count == 0 && missed == 0 && !isFinished));
    assert(published == delivered + dropped + discarded + count);
    assert(heard == delivered);
    assert(isCancelled || dropped == told + missed)
}

init {
    atomic {
        run Publisher();
        run Publisher();
        run Reader();
        run Finisher();
        run Canceller(true);
        run Canceller(false);
        run Checker()
    }
}
