import ArgumentParser
import BotBackendService
import Crypto
import Logging

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What the environment tells, and nobody else may know.
struct Secrets {
    let webhook: SymmetricKey?
    let readToken: AccessToken?
    let botToken: AccessToken?
    let dailyKey: String?

    /// Reads them.
    ///
    /// - Throws: A sentence that names the variable, and not its value.
    init(needingTokens isNeeded: Bool, from environment: [String: String] = ProcessInfo.processInfo.environment) throws
    {
        webhook = try environment["WEBHOOK_SECRET"]
            .map { text in
                guard let data = Data(base64Encoded: text), data.count >= 16 else {
                    throw ValidationError("WEBHOOK_SECRET: expected Base64 of 16 bytes at the least")
                }
                return SymmetricKey(data: data)
            }
        func token(_ name: String) throws -> AccessToken? {
            guard let text = environment[name] else {
                guard !isNeeded else { throw ValidationError("\(name): needed where others than this machine connect") }
                return nil
            }
            guard let token = AccessToken(text) else {
                throw ValidationError("\(name): expected \(AccessToken.minimumLength) characters at the least")
            }
            return token
        }
        readToken = try token("READ_TOKEN")
        botToken = try token("BOT_TOKEN")
        dailyKey = environment["DAILY_API_KEY"]
    }

    /// Says what the service will not do, and whom it lets in, as a variable is not set: a webhook that is answered 404
    /// does not tell.
    func logWhatIsOff(_ logger: Logger) {
        if webhook == nil { logger.notice("webhooks are not taken: WEBHOOK_SECRET is not set") }
        if dailyKey == nil { logger.notice("nobody is called or forwarded: DAILY_API_KEY is not set") }
        if readToken == nil { logger.notice("whoever is on this machine may look on: READ_TOKEN is not set") }
        if botToken == nil { logger.notice("whoever is on this machine may report events: BOT_TOKEN is not set") }
    }
}
