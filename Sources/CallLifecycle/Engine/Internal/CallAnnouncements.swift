/// What subscribers are to hear of one event, in order: mostly one thing, which takes no memory of its own.
struct CallAnnouncements: Sendable, Sequence {
    private var first: CallNotification?
    private var rest: [CallNotification] = []
    /// Beside the first one, which would be copied to see whether it is there.
    private(set) var isEmpty = true

    /// Nothing.
    init() {}

    init(_ all: [CallNotification]) { self += all }

    mutating func append(_ announcement: CallNotification) {
        if isEmpty { first = announcement } else { rest.append(announcement) }
        isEmpty = false
    }

    static func += (all: inout CallAnnouncements, more: CallAnnouncements) {
        if all.isEmpty { all = more } else { for announcement in more { all.append(announcement) } }
    }

    static func += (all: inout CallAnnouncements, more: some Sequence<CallNotification>) {
        for announcement in more { all.append(announcement) }
    }

    func makeIterator() -> Iterator { Iterator(all: self) }

    struct Iterator: IteratorProtocol {
        fileprivate let all: CallAnnouncements
        private var place = 0

        fileprivate init(all: CallAnnouncements) { self.all = all }

        mutating func next() -> CallNotification? {
            defer { place += 1 }
            if place == 0 { return all.first }
            return place <= all.rest.count ? all.rest[place - 1] : nil
        }
    }
}
