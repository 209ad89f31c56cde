//! A certification path as a picture: from the anchor down to the document, and where it breaks.

use fuin::pki::{CertificationPath, PathError, RevocationStatus};
use fuin::validation::{BrokenPath, SignatureProblem};
use maud::{Markup, html};

use super::explained;
use super::html::Page;
use crate::terminal::escape;

impl Page<'_> {
    /// The signer's path; it makes the signer trusted, whatever else the policies say.
    pub(super) fn path(&self, path: &CertificationPath, heading: &str, proven: bool) -> Markup {
        let anchor = path.anchor().certificate();
        let mut links: Vec<_> = path.certificates().zip(path.revocation()).collect();
        links.retain(|(certificate, _)| *certificate != anchor);
        links.reverse();
        html! {
            h3 { (self.word(heading)) }
            ol class="path" {
                li class="whole" {
                    strong { (escape(&anchor.subject().to_string())) } br;
                    small { (self.word("page-anchor")) " · " (self.until(anchor)) }
                }
                @for (certificate, status) in links {
                    li {
                        strong { (escape(&certificate.subject().to_string())) } br;
                        small {
                            (self.until(certificate))
                            @if let Some(word) = self.revocation(status, proven) { " · " (word) }
                        }
                    }
                }
                (self.document_box())
            }
        }
    }

    /// How far the way to an anchor led, and what is wrong where.
    pub(super) fn broken_path(&self, problem: &SignatureProblem, path: &BrokenPath) -> Markup {
        let said = explained(self.messages, &problem.to_error());
        // Whoever vouches for itself has no issuer to look for.
        let missing = path.certificates.last().filter(|last| !path.reaches_anchor && last.issuer() != last.subject());
        // That an issuer is missing, its own box says.
        let about_missing = matches!(problem, SignatureProblem::NotTrusted { source, .. } if matches!(**source, PathError::NoAnchor { .. }));
        let said = if missing.is_some() && about_missing { Vec::new() } else { said.because };
        let reasons = || html! { @for reason in &said { p class="tone open" { "✗ " (escape(reason)) } } };
        html! {
            h3 { (self.word("page-broken-path")) }
            @if path.concerned.is_none() { (reasons()) }
            ol class="path" {
                @if let Some(last) = missing {
                    li class="absent" {
                        strong { "? " (escape(&last.issuer().to_string())) } br;
                        small { (self.word("page-absent")) }
                    }
                }
                @for (at, certificate) in path.certificates.iter().enumerate().rev() {
                    @let anchor = path.reaches_anchor && at.saturating_add(1) == path.certificates.len();
                    li class=[(path.concerned == Some(at)).then_some("broken").or(anchor.then_some("whole"))] {
                        strong { (escape(&certificate.subject().to_string())) } br;
                        small {
                            @if anchor { (self.word("page-anchor")) " · " }
                            (self.until(certificate))
                        }
                        @if path.concerned == Some(at) {
                            @if let Ok(sha256) = fuin::home::fingerprint(certificate, &self.report.context.provider) {
                                br; small { "SHA-256 " code { (sha256) } }
                            }
                            (reasons())
                        }
                    }
                }
                (self.document_box())
            }
        }
    }

    fn until(&self, certificate: &fuin::pki::Certificate) -> String {
        self.say("page-until", &[("time", &certificate.not_after().to_string())])
    }

    fn document_box(&self) -> Markup {
        html! { li { strong { (escape(&self.file_name())) } br; small { (self.word("page-document-here")) } } }
    }

    fn revocation(&self, status: &RevocationStatus, proven: bool) -> Option<String> {
        match status {
            RevocationStatus::NotRevoked { this_update, .. } => {
                Some(self.say("page-not-revoked", &[("time", &this_update.to_string())]))
            }
            RevocationStatus::RevokedLater { when, .. } => {
                let key = if proven { "page-revoked-later" } else { "page-revoked-later-than-judged" };
                Some(self.say(key, &[("time", &when.to_string())]))
            }
            RevocationStatus::Unknown(_) => Some(self.word("page-revocation-unknown")),
            _ => None,
        }
    }
}
