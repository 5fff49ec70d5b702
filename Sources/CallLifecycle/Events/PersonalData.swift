/// The one place that knows how personal data is masked.
///
/// Phone numbers, the user part of SIP URIs and mail-like addresses, and header values are personal. What stays is
/// enough to tell two parties apart on a screen: the country code's first digit and the last four digits of a long
/// number, the first character of a user, the host. The number of bullets says nothing about the length.
public enum PersonalData {
    static let bullets = "•••••"

    /// A running text, such as an error message, with every phone number and every SIP user in it masked.
    ///
    /// A phone number is seven digits or more, with `+`, spaces, dots, dashes or parentheses between them, outside of
    /// longer words. A UUID is not one. Cost is linear in the length of the text.
    public static func masked(_ text: String) -> String {
        var result = ""
        var rest = Substring(text)
        while let first = rest.first {
            if first.isWordCharacter || first == "+" || first == "(" {
                let end = maskFirstRun(of: rest, into: &result)
                rest = rest[end...]
            } else {
                result.append(first)
                rest.removeFirst()
            }
        }
        return result
    }

    /// A text that is an address as a whole, masked: a SIP or `tel:` URI, a phone number, or a name.
    public static func maskedAddress(_ text: String) -> String {
        if text.contains("@") || text.lowercased().hasPrefix("tel:") || text.lowercased().hasPrefix("sip") {
            return masked(text)
        }
        return maskedUser(Substring(text))
    }

    /// Masks the run of non-blank text that begins here, or the phone number that does, and says where it ends.
    private static func maskFirstRun(of rest: Substring, into result: inout String) -> Substring.Index {
        let word = rest.prefix { !$0.isWhitespace && !"<>\"',;?".contains($0) }
        if let at = word.firstIndex(of: "@") {
            // scheme:user@host, the scheme kept; a password after the user goes with it.
            let scheme = word.schemeLength.map { word.index(word.startIndex, offsetBy: $0) } ?? word.startIndex
            result += word[..<scheme]
            result += maskedUser(word[scheme..<at])
            result += word[at...]
            return word.endIndex
        }
        if let scheme = word.schemeLength {
            result += word.prefix(scheme)
            return word.index(word.startIndex, offsetBy: scheme)
        }
        if let number = rest.phoneNumberPrefix {
            result += maskedNumber(number)
            return number.endIndex
        }
        // Not a phone number: take the whole word, so that the digits inside a UUID or a name are left alone.
        let plain = rest.prefix { $0.isWordCharacter || $0 == "-" }
        guard let first = plain.first, first != "+" else {
            result += rest.prefix(1)
            return rest.index(after: rest.startIndex)
        }
        result += plain
        return plain.endIndex
    }

    private static func maskedUser(_ user: Substring) -> String {
        if let number = user.phoneNumberPrefix, number.endIndex == user.endIndex { return maskedNumber(number) }
        return user.count < 2 || user.first?.isNumber == true || user.first == "+"
            ? bullets : "\(user.prefix(1))\(bullets)"
    }

    private static func maskedNumber(_ number: Substring) -> String {
        let digits = number.filter(\.isWholeNumber)
        let kept = digits.count >= 10 ? digits.suffix(4) : digits.suffix(2)
        return number.first == "+" ? "+\(digits.prefix(1))\(bullets)\(kept)" : "\(bullets)\(kept)"
    }
}

extension Character {
    /// A letter, a digit or an underscore: what a phone number must not touch.
    fileprivate var isWordCharacter: Bool { isLetter || isNumber || self == "_" }
}

extension Substring {
    /// The length of `sip:`, `sips:` or `tel:` where the text begins with it.
    fileprivate var schemeLength: Int? {
        ["sips:", "sip:", "tel:"].first { prefix($0.count).lowercased() == $0 }?.count
    }

    /// The phone number that the text begins with: at least seven digits, at most two separators in a row,
    /// ended by something that is not part of a word.
    fileprivate var phoneNumberPrefix: Substring? {
        var digits = 0
        var separators = 0
        var end = startIndex
        for index in indices {
            let character = self[index]
            if character.isWholeNumber {
                digits += 1
                separators = 0
                end = self.index(after: index)
            } else if character == "+" && index == startIndex || " -.()".contains(character) && separators < 2 {
                separators += 1
            } else {
                // A letter right behind the last digit makes this a word, such as the end of a UUID.
                if character.isWordCharacter && separators == 0 { return nil }
                break
            }
        }
        return digits >= 7 ? self[..<end] : nil
    }
}
