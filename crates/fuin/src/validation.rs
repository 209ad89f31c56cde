//! What a validation found, signature by signature (EN 319 102-1), whether or not the message passes.
//!
//! Findings are for reports. Proofs are [`crate::verify::Verified`] and [`crate::open::Opened`]; nothing here is one.

mod problem;
mod sub_indication;

use fuin_crypto::{AlgorithmUse, DigestAlgorithm, SignatureAlgorithm};
use fuin_label::Label;
use fuin_pki::{Certificate, CertificationPath};
use fuin_policy::{PolicyReference, SignatureLevel, Violations};
use jiff::Timestamp;

pub use crate::trust::BrokenPath;
pub use problem::SignatureProblem;
pub use sub_indication::SubIndication;

use crate::error::Error;
use crate::services::NotFetched;
use crate::signature::OriginalLabel;
use crate::timestamps::SignatureTimes;

/// The verdict on a signature, as EN 319 102-1 has three of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// TOTAL-PASSED.
    Valid,
    /// TOTAL-FAILED.
    Invalid,
    /// INDETERMINATE.
    CannotTell,
}

impl Verdict {
    /// The word that reports use.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::CannotTell => "cannot tell",
        }
    }

    /// The main status indication of EN 319 102-1.
    #[must_use]
    pub const fn indication(self) -> &'static str {
        match self {
            Self::Valid => "TOTAL-PASSED",
            Self::Invalid => "TOTAL-FAILED",
            Self::CannotTell => "INDETERMINATE",
        }
    }

    /// The verdict that an error of verification amounts to; none when it did not come to one (I/O, usage).
    #[must_use]
    pub fn of(error: &Error) -> Option<Self> {
        SubIndication::of(error).map(SubIndication::verdict)
    }
}

/// What was found of one message.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// Each signer's signature, in the order of the message.
    pub signatures: Vec<SignatureFindings>,
    /// What all signers state alike; none unless every signature is authentic.
    pub stated: Option<Stated>,
    /// Why the policies refuse the message, when they do; the most that each authentic signature can then be is refused.
    pub refused: Option<Violations>,
    /// The policies that judged it.
    pub judged_by: Vec<PolicyReference>,
    /// What was asked for over the network in vain, where evidence or an issuer is missing.
    pub not_fetched: Vec<NotFetched>,
}

/// What the signers of a message state alike. They signed it; whether they are to be trusted is another question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stated {
    /// The label, in the words of the label policy here.
    pub label: Option<Label>,
    /// The label as it was signed, where it is of another label policy.
    pub original: Option<OriginalLabel>,
    /// The file name, exactly as stated.
    pub file_name: Option<String>,
    /// The media type, exactly as stated.
    pub mime_type: Option<String>,
    /// The policies it was made under.
    pub made_under: Vec<PolicyReference>,
}

/// What was found of one signature or countersignature.
#[derive(Debug, Clone)]
pub struct SignatureFindings {
    /// The certificate that it names; none when that is not at hand.
    pub signer: Option<Certificate>,
    /// The scheme, once the signature verifies under the certificate's key; none: not authentic.
    pub authentic: Option<SignatureAlgorithm>,
    /// The digest of what it is about, once it is authentic.
    pub content_digest: Option<(DigestAlgorithm, Vec<u8>)>,
    /// Its own algorithms, as the policies judge them.
    pub algorithms: Vec<AlgorithmUse>,
    /// When the signer says to have signed. Nothing proves it.
    pub claimed_time: Option<Timestamp>,
    /// What timestamps prove.
    pub times: SignatureTimes,
    /// How long it can be validated.
    pub level: SignatureLevel,
    /// The signer's certification path, where one is valid.
    pub path: Option<CertificationPath>,
    /// What is wrong with it; none when nothing is but what the policies say of the whole message.
    pub problem: Option<SignatureProblem>,
    /// The countersignatures on it.
    pub countersignatures: Vec<SignatureFindings>,
}

/// The verdict on one signature, with its reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conclusion {
    /// The main status indication.
    pub verdict: Verdict,
    /// The sub-indication; none for a valid one.
    pub sub_indication: Option<SubIndication>,
}

impl Findings {
    /// The verdict on one signature of these findings, by itself and by what the policies say of the whole message.
    #[must_use]
    pub fn conclusion(&self, signature: &SignatureFindings) -> Conclusion {
        let proven = signature.times.proven.is_some();
        let own = signature.problem.as_ref().map(|problem| problem.sub_indication(proven));
        let whole = self.refused.as_ref().map(|violations| SubIndication::of_refusal(violations, proven));
        match own.or(whole) {
            Some(reason) => Conclusion { verdict: reason.verdict(), sub_indication: Some(reason) },
            None => Conclusion { verdict: Verdict::Valid, sub_indication: None },
        }
    }

    /// Every signature with those on it, each before its countersignatures.
    #[must_use]
    pub fn all(&self) -> Vec<&SignatureFindings> {
        let mut found = Vec::new();
        self.signatures.iter().for_each(|signature| signature.collect(&mut found));
        found
    }

    /// Whether other evidence, or another issuer's certificate, could say more.
    pub(crate) fn lack_evidence(&self) -> bool {
        self.all().into_iter().any(|signature| match (&signature.path, &signature.problem) {
            (Some(path), _) => path.revocation_unknown(),
            (None, Some(SignatureProblem::NotTrusted { source, .. })) => {
                !matches!(**source, fuin_pki::PathError::Revoked { .. })
            }
            _ => false,
        })
    }

    /// The first problem of any signature that `concerns` holds for.
    pub(crate) fn first(&self, concerns: impl Fn(&SignatureProblem) -> bool) -> Option<&SignatureProblem> {
        self.all().into_iter().filter_map(|signature| signature.problem.as_ref()).find(|problem| concerns(problem))
    }
}

impl SignatureFindings {
    fn collect<'a>(&'a self, into: &mut Vec<&'a Self>) {
        into.push(self);
        self.countersignatures.iter().for_each(|countersignature| countersignature.collect(into));
    }

    /// The subject of the certificate that the signature names.
    #[must_use]
    pub fn subject(&self) -> Option<String> {
        self.signer.as_ref().map(|certificate| certificate.subject().to_string())
    }
}

/// A validation: what it came to, and what was found on the way.
#[derive(Debug)]
pub struct Validation<T> {
    /// The proof, or the first stage that failed.
    pub outcome: Result<T, Error>,
    /// What was found.
    pub findings: Findings,
}

impl<T> Validation<T> {
    /// The verdict with its reason; none when the validation did not come to one (I/O, usage).
    #[must_use]
    pub fn conclusion(&self) -> Option<Conclusion> {
        let error = match &self.outcome {
            Ok(_) => return Some(Conclusion { verdict: Verdict::Valid, sub_indication: None }),
            Err(error) => error,
        };
        let general = SubIndication::of(error)?;
        // The findings know what is proven, which the error does not.
        let of_signatures = self.findings.all().into_iter();
        let of_signatures = of_signatures.filter_map(|signature| self.findings.conclusion(signature).sub_indication);
        let reason = of_signatures.into_iter().find(|reason| reason.is_a_case_of(general)).unwrap_or(general);
        Some(Conclusion { verdict: reason.verdict(), sub_indication: Some(reason) })
    }

    /// One that failed before any signature was looked at.
    #[must_use]
    pub fn failed(error: Error) -> Self {
        Self { outcome: Err(error), findings: Findings::default() }
    }

    /// The same with one more stage.
    pub(crate) fn and_then<U>(self, stage: impl FnOnce(T) -> Result<U, Error>) -> Validation<U> {
        Validation { outcome: self.outcome.and_then(stage), findings: self.findings }
    }

    /// The same with another proof.
    pub(crate) fn map<U>(self, proof: impl FnOnce(T) -> U) -> Validation<U> {
        Validation { outcome: self.outcome.map(proof), findings: self.findings }
    }
}

#[cfg(test)]
mod tests;
