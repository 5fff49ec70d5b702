/// The files of the pages, which are compiled in.
enum PageFiles {
    /// The live page.
    static let page = text(PackageResources.page_html)
    /// Where the token is entered; `<!-- NOTICE -->` stands for what was wrong.
    static let login = text(PackageResources.login_html)
    /// How both look.
    static let style = text(PackageResources.page_css)
    /// What the live page does.
    static let script = text(PackageResources.page_js)

    private static func text(_ file: [UInt8]) -> String { String(decoding: file, as: UTF8.self) }
}
