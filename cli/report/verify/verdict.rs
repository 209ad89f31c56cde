//! The verdict on a page: in words, for people without fuin, and what would make it another one.
//!
//! Commands help nobody there: instead of the hints of the command line, a page says whom to ask.

use fuin::Outcome;
use fuin::validation::{Conclusion, SubIndication, Verdict};
use maud::{Markup, html};

use super::html::Page;
use super::{Report, explained};
use crate::terminal::escape;

impl Page<'_> {
    /// The verdict, what it means, and why.
    pub(super) fn verdict(&self) -> Markup {
        let Report { conclusion, context, .. } = self.report;
        let headline = match conclusion.verdict {
            Verdict::Valid if self.report.unchecked() => "page-valid-unchecked",
            Verdict::Valid => "page-valid",
            Verdict::Invalid => "page-invalid",
            Verdict::CannotTell => "page-cannot-tell",
        };
        let said = self.report.error().map(|error| explained(self.messages, error));
        let contact = context.policies.contact();
        // That a certificate does not do is no word on a person.
        let headed = !matches!(self.report.error(), Some(fuin::Error::NotTrusted { .. }));
        html! {
            section class={ "verdict " (tone(conclusion.verdict)) } {
                h1 { (self.word(headline)) }
                p { strong { (escape(&self.file_name())) } }
                p { (self.word(meaning(*conclusion))) }
                @if conclusion.verdict == Verdict::Valid && self.report.unchecked() { p { strong { (self.word("page-valid-unchecked-means")) } } }
                @if conclusion.verdict == Verdict::Valid && self.report.ended_since() { p { (self.word("page-valid-ended-since")) } }
                @if conclusion.verdict == Verdict::CannotTell && self.report.unchanged() { p { (self.word("page-unchanged")) } }
                @if conclusion.verdict == Verdict::Valid && self.report.revoked_since() { p { (self.word("page-valid-revoked-since")) } }
                @if let Some(said) = &said {
                    @if headed { p { (said.headline) } }
                    @if !said.because.is_empty() { ul { @for reason in &said.because { li { (escape(reason)) } } } }
                }
                @if let Some(contact) = contact { p { (self.say("page-contact", &[("contact", &self.messages.contact(contact))])) } }
                p { small {
                    (conclusion.verdict.indication())
                    @if let Some(reason) = conclusion.sub_indication { " / " (reason.name()) }
                    " (" (self.word("page-terms")) ")"
                } }
                p { (self.say("page-as-of", &[("time", &format!("{:.0}", context.now))])) }
            }
        }
    }

    /// Over what would make the verdict another one.
    pub(super) fn changes_heading(&self) -> String {
        self.word(if self.report.conclusion.verdict == Verdict::Valid { "page-change" } else { "page-change-to-valid" })
    }

    /// What would make the verdict another one.
    pub(super) fn changes(&self) -> Vec<String> {
        let report = self.report;
        if report.conclusion.verdict == Verdict::Invalid {
            return vec![self.word("page-change-invalid")];
        }
        if let Some(error) = report.error() {
            let key = match report.conclusion.sub_indication {
                Some(SubIndication::RevokedNoPoe | SubIndication::RevokedCaNoPoe | SubIndication::OutOfBoundsNoPoe) => {
                    "page-change-time"
                }
                Some(SubIndication::NoCertificateChainFound | SubIndication::NoSigningCertificateFound) => {
                    "page-change-trust"
                }
                Some(SubIndication::CryptoConstraintsFailureNoPoe) => "page-change-algorithm",
                _ if error.outcome() == Outcome::CannotTell => "page-change-evidence",
                _ if error.outcome() == Outcome::Refused => "page-change-policy",
                _ => "page-change-path",
            };
            return vec![self.word(key)];
        }
        let mut lines = vec![self.word("page-change-altered")];
        for signature in report.findings().all() {
            let Some(path) = &signature.path else { continue };
            let subject = signature.subject().unwrap_or_default();
            let authorities = signature.times.timestamps.iter().filter_map(|found| found.outcome.as_ref().ok());
            // What a timestamp proves lasts as long as some authority's own certificate does.
            let kept = authorities.map(|proof| proof.path.not_after()).max();
            let (key, until) = match kept {
                Some(until) => ("page-change-stamped", until),
                None => ("page-change-unstamped", path.not_after()),
            };
            lines.push(self.say(key, &[("subject", &subject), ("time", &until.to_string())]));
            if let (true, Some(proven)) = (path.revocation_unknown(), signature.times.proven) {
                lines.push(self.say("page-change-revocation", &[("subject", &subject), ("time", &proven.to_string())]));
            }
        }
        lines
    }
}

/// What a verdict means for whoever wants to rely on the document.
fn meaning(conclusion: Conclusion) -> &'static str {
    match (conclusion.verdict, conclusion.sub_indication) {
        (Verdict::Valid, _) => "page-valid-means",
        (Verdict::Invalid, Some(SubIndication::HashFailure)) => "page-altered-means",
        (Verdict::Invalid, _) => "page-invalid-means",
        (_, Some(SubIndication::RevokedNoPoe | SubIndication::RevokedCaNoPoe)) => "page-revoked-means",
        (_, Some(SubIndication::OutOfBoundsNoPoe)) => "page-ended-means",
        (_, Some(SubIndication::NoCertificateChainFound | SubIndication::NoSigningCertificateFound)) => {
            "page-unknown-signer-means"
        }
        (_, Some(SubIndication::TryLater)) => "page-evidence-means",
        (_, Some(reason)) if reason.outcome() == Outcome::Refused => "page-policy-means",
        _ => "page-cannot-tell-means",
    }
}

pub(super) const fn tone(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Valid => "valid",
        Verdict::Invalid => "invalid",
        Verdict::CannotTell => "open",
    }
}
