//! The frame of every HTML page: no scripts, nothing from elsewhere, in the language of its words, light and dark.

use fuin::label::Language;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// A whole page. `title` is escaped by the template; `style` is the page's own, and nobody else's text may be in it.
pub(super) fn page(language: Language, title: &str, style: &'static str, body: &Markup) -> String {
    let language = match language {
        Language::English => "en",
        Language::Japanese => "ja",
    };
    let page = html! {
        (DOCTYPE)
        html lang=(language) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(style)) }
            }
            body { (body) }
        }
    };
    page.into_string()
}
