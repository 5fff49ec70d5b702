import Crypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A secret that a client shows with each request, as `Authorization: Bearer …` or, in a browser, as a cookie.
///
/// What is shown is compared in constant time, whatever its length.
package struct AccessToken: Sendable {
    private let key: SymmetricKey
    private let code: HMAC<SHA256>.MAC

    /// What a browser keeps instead of the token; worthless anywhere else.
    let cookie: String

    /// A token; `nil` if it is too short not to be guessed.
    ///
    /// - Parameter text: At least 16 characters, better the output of `openssl rand -hex 32`.
    package init?(_ text: String) {
        guard text.utf8.count >= Self.minimumLength else { return nil }
        // A key of this process: what is compared are two codes of equal length, which nobody outside can know.
        key = SymmetricKey(size: .bits256)
        code = HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
        // The same after a restart and on every machine that has the token.
        let secret = SymmetricKey(data: Array(text.utf8))
        cookie = HMAC<SHA256>.authenticationCode(for: Array("cookie of a browser".utf8), using: secret)
            .map { String($0, radix: 16).leftPadded(to: 2) }.joined()
    }

    /// How many characters a token has at the least.
    package static let minimumLength = 16

    /// Whether a text is the token.
    func matches(_ text: String) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Array(text.utf8), using: key)
    }

    /// Whether a text is what a browser keeps of the token.
    func matches(cookie text: String) -> Bool {
        let expected = HMAC<SHA256>.authenticationCode(for: Array(cookie.utf8), using: key)
        return HMAC<SHA256>.isValidAuthenticationCode(expected, authenticating: Array(text.utf8), using: key)
    }
}

extension String {
    fileprivate func leftPadded(to length: Int) -> String {
        String(repeating: "0", count: max(0, length - count)) + self
    }
}
