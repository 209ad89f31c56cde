//! The report as one page, for people without fuin: marking on top, verdict in words, and all that it rests on.

use fuin::message::Messages;
use fuin::timestamps::{ExaminedTimestamp, TimestampKind};
use fuin::validation::{SignatureFindings, SignatureProblem, SubIndication, Verdict};
use maud::{Markup, html};

use super::verdict::tone;
use super::{Report, signer};
use crate::report::page;
use crate::terminal::escape;

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--line:#c9ced6;--soft:#f2f4f7;--good:#0a6b2d;--bad:#b00020;--open:#8a5a00}\
@media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--paper:#15181c;--line:#3c434c;--soft:#20252b;--good:#81c995;--bad:#ff8a80;--open:#fdd663}}\
*{box-sizing:border-box}\
body{margin:0 auto;max-width:50rem;padding:1rem;color:var(--ink);background:var(--paper);overflow-wrap:anywhere;\
font:1rem/1.55 system-ui,'Hiragino Sans','Yu Gothic UI','Noto Sans CJK JP',sans-serif}\
.marking{border:2px solid var(--ink);padding:.4rem .8rem;text-align:center;font-weight:bold;margin-bottom:1rem}\
h1{font-size:1.5rem;line-height:1.3;margin:.2rem 0}h2{font-size:1.1rem;margin:1.6rem 0 .4rem;border-bottom:1px solid var(--line)}\
h3{font-size:1rem;margin:1rem 0 .3rem}p{margin:.4rem 0}\
.verdict{border-left:.4rem solid var(--tone);background:var(--soft);padding:.6rem 1rem}.verdict h1{color:var(--tone)}\
.valid{--tone:var(--good)}.invalid{--tone:var(--bad)}.open{--tone:var(--open)}.tone{color:var(--tone);font-weight:bold}\
table{border-collapse:collapse;width:100%}th,td{text-align:start;vertical-align:top;padding:.25rem .6rem .25rem 0;border-bottom:1px solid var(--line)}\
th{font-weight:600}tbody th{white-space:nowrap}\
ol.path{list-style:none;margin:.4rem 0;padding:0}\
ol.path li{border:1px solid var(--line);border-radius:.4rem;padding:.4rem .8rem;background:var(--soft);position:relative;margin-bottom:1.6rem}\
ol.path li:not(:last-child)::after{content:'\\2193';position:absolute;left:1.2rem;bottom:-1.6rem;line-height:1.6rem;font-size:1.1rem}\
ol.path li.whole{border:2px solid var(--good)}ol.path li.broken{border:2px solid var(--open)}\
ol.path li.absent{border:2px dashed var(--open)}ol.path li:last-child{margin-bottom:0}\
small{opacity:.8}.not-proof{border:1px dashed var(--line);padding:.5rem .8rem;margin-top:1.6rem}\
code{font-family:ui-monospace,monospace;font-size:.85em}\
@media(max-width:34rem){tbody th,tbody td,thead{display:block}thead{display:none}tbody th{border:0;padding-bottom:0;white-space:normal}}\
@page{size:A4;margin:14mm}\
@media print{:root{--ink:#000;--paper:#fff;--soft:#fff;--line:#888;--good:#000;--bad:#000;--open:#000}body{max-width:none;padding:0;font-size:10pt}li,tr,.verdict{break-inside:avoid}}";

impl Report<'_> {
    /// The page. Every text is escaped by the template; what would change how others are shown is spelled out.
    pub(crate) fn page(&self, language: fuin::label::Language) -> String {
        //= spec/validation.md#the-page
        //# Whatever a page shows that came from a file, a certificate or the network MUST be escaped.
        let messages = Messages::new(language);
        let page = Page { report: self, messages };
        let title = page.say("page-title", &[("file", &page.file_name())]);
        page::page(language, &title, STYLE, &page.body())
    }
}

pub(super) struct Page<'a> {
    pub(super) report: &'a Report<'a>,
    pub(super) messages: Messages,
}

impl Page<'_> {
    /// A message, with what would change how others are shown spelled out.
    pub(super) fn say(&self, key: &str, values: &[(&'static str, &str)]) -> String {
        escape(&self.messages.text(key, values))
    }

    pub(super) fn word(&self, key: &str) -> String {
        self.say(key, &[])
    }

    pub(super) fn file_name(&self) -> String {
        let name = self.report.file.file_name().unwrap_or(self.report.file.as_os_str());
        name.to_string_lossy().into_owned()
    }

    fn body(&self) -> Markup {
        let report = self.report;
        let marking = report.label(self.messages);
        html! {
            @if let Some(marking) = marking { div class="marking" { (escape(&marking)) } }
            main {
                (self.verdict())
                @if report.findings().signatures.is_empty() { p { (self.word("page-no-signature")) } }
                @for (at, signature) in report.findings().signatures.iter().enumerate() {
                    (self.signature(signature, &(at.saturating_add(1)).to_string(), "page-signature"))
                }
                @let missing = self.report.not_fetched(self.messages);
                @if !missing.is_empty() {
                    section { h2 { (self.word("page-not-fetched")) } ul { @for line in missing { li { (escape(&line)) } } } }
                }
                section { h2 { (self.changes_heading()) } ul { @for line in self.changes() { li { (line) } } } }
                (self.document())
            }
            footer class="not-proof" {
                //= spec/validation.md#the-page
                //# A report MUST say that it is not proof by itself.
                p { strong { (self.word("page-not-proof")) } }
                p { (self.word("page-how-to-check")) }
            }
        }
    }

    fn signature(&self, signature: &SignatureFindings, number: &str, heading: &str) -> Markup {
        let conclusion = self.report.findings().conclusion(signature);
        let verdict = match conclusion.verdict {
            Verdict::Valid => "page-word-valid",
            Verdict::Invalid => "page-word-invalid",
            Verdict::CannotTell => "page-word-cannot-tell",
        };
        let reason = conclusion.sub_indication.map_or("", SubIndication::name);
        let subject = signature.subject().unwrap_or_else(|| self.word("report-signer-not-at-hand"));
        let proven = signature.times.proven.is_some();
        html! {
            section {
                h2 { (self.say(heading, &[("number", number)])) }
                table { tbody {
                    (self.row("row-signer", &html! { (escape(&subject)) }))
                    (self.row("page-verdict", &html! {
                        span class={ "tone " (tone(conclusion.verdict)) } { (self.word(verdict)) }
                        @if !reason.is_empty() { " " small { "(" (reason) ")" } }
                    }))
                    @if signature.authentic.is_some() {
                        (self.row("row-signed-at", &html! { (escape(&signer::time_line(self.messages, signature, self.report.context.now))) }))
                    }
                    @if signature.path.is_some() {
                        (self.row("row-level", &html! { (self.say("page-level", &[("level", signature.level.name())])) }))
                    }
                    @if let Some(certificate) = &signature.signer {
                        (self.row("page-certificate", &html! {
                            (self.say("page-certificate-line", &[
                                ("issuer", &certificate.issuer().to_string()),
                                ("from", &certificate.not_before().to_string()),
                                ("until", &certificate.not_after().to_string()),
                            ]))
                            @if let Ok(sha256) = fuin::home::fingerprint(certificate, &self.report.context.provider) {
                                br; small { "SHA-256 " code { (sha256) } }
                            }
                        }))
                    }
                } }
                //= spec/validation.md#the-page
                //# A page MUST draw the certification path of every authentic signature, or where none is valid, how far it leads and where it breaks.
                @match (&signature.path, &signature.problem) {
                    (Some(path), _) if conclusion.verdict == Verdict::Valid => (self.path(path, "page-path", proven)),
                    (Some(path), _) => (self.path(path, "page-path-refused", proven)),
                    (None, Some(problem @ SignatureProblem::NotTrusted { path, .. })) => (self.broken_path(problem, path)),
                    _ => @if signature.authentic.is_some() { p { (self.word("page-no-path")) } },
                }
                (self.times(signature))
                (self.algorithms(signature))
                @for (at, found) in signature.countersignatures.iter().enumerate() {
                    (self.signature(found, &format!("{number}.{}", at.saturating_add(1)), "page-countersignature"))
                }
            }
        }
    }

    fn row(&self, key: &str, value: &Markup) -> Markup {
        html! { tr { th scope="row" { (self.word(key)) } td { (value) } } }
    }

    fn times(&self, signature: &SignatureFindings) -> Markup {
        let timestamps = &signature.times.timestamps;
        html! {
            @if !timestamps.is_empty() {
                h3 { (self.word("page-timestamps")) }
                table { tbody { @for timestamp in timestamps { (self.timestamp(timestamp)) } } }
            }
        }
    }

    fn timestamp(&self, timestamp: &ExaminedTimestamp) -> Markup {
        let kind = match timestamp.kind {
            TimestampKind::Signature => "page-timestamp-signature",
            TimestampKind::Archive => "page-timestamp-archive",
        };
        let unknown = self.word("page-unknown");
        let time = timestamp.claimed_time.map_or_else(|| unknown.clone(), |time| time.to_string());
        html! {
            tr {
                th scope="row" { (self.word(kind)) }
                td {
                    (escape(&time)) br;
                    (escape(timestamp.authority.as_deref().unwrap_or(&unknown))) br;
                    @match &timestamp.outcome {
                        Ok(proof) => small { (self.say("page-timestamp-proves", &[
                            ("time", &proof.latest.to_string()), ("until", &proof.path.not_after().to_string()),
                        ])) },
                        Err(problem) => small class="tone open" { (self.say("page-timestamp-useless", &[("problem", &self.messages.timestamp_problem(problem))])) },
                    }
                }
            }
        }
    }

    fn algorithms(&self, signature: &SignatureFindings) -> Markup {
        let algorithms = self.report.algorithms(signature);
        html! {
            @if !algorithms.is_empty() {
                h3 { (self.word("page-algorithms")) }
                table { tbody {
                    @for (algorithm, until) in &algorithms {
                        tr {
                            th scope="row" {
                                code { (escape(&algorithm.name)) }
                                @if let Some(bits) = algorithm.key_bits { " " (self.say("page-bits", &[("bits", &bits.to_string())])) }
                            }
                            td {
                                @match until {
                                    Some(day) => (self.say("page-cutoff", &[("day", &day.to_string())])),
                                    None => (self.word("page-no-cutoff")),
                                }
                            }
                        }
                    }
                } }
            }
        }
    }

    /// The digest of the document: whoever has both can tell that the page is about this one.
    fn digest(&self) -> Option<(&'static str, String)> {
        let first = self.report.findings().signatures.first()?;
        let (algorithm, octets) = first.content_digest.as_ref()?;
        Some((algorithm.name(), fuin::digest::hexadecimal(octets)))
    }

    fn document(&self) -> Markup {
        let stated = self.report.findings().stated.as_ref();
        let policies = self.report.judged_by(self.messages);
        html! {
            section {
                h2 { (self.word("page-document")) }
                table { tbody {
                    @if let Some(name) = stated.and_then(|stated| stated.file_name.as_ref()) {
                        (self.row("row-file-name", &html! { (escape(name)) }))
                    }
                    @if let Ok(verified) = &self.report.validation.outcome {
                        (self.row("row-content", &html! { (self.say("report-size", &[("octets", &verified.content_len.to_string())])) }))
                    }
                    @if let Some((algorithm, octets)) = self.digest() {
                        (self.row("page-digest", &html! { (algorithm) " " code { (octets) } }))
                    }
                    (self.row("row-judged-by", &html! { (escape(&policies)) }))
                } }
            }
        }
    }
}
