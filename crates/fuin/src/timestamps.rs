//! What timestamps prove about a signature: that it existed at an instant.
//!
//! Archive timestamps are looked at from the newest to the oldest: each one that is valid proves when everything that it
//! covers existed, so that this is judged at that instant and no longer at the present (EN 319 102-1, 5.6). What it does
//! not cover may have been added since, by whoever stole a key since, and is judged at the present.
//! Signature timestamps come last. The earliest instant that is proven for the signature is its proven time.

use fuin_cms::signed::{ArchiveCoverage, Component, UnverifiedSigned, UnverifiedSigner};
use fuin_crypto::AlgorithmUse;
use fuin_pki::{
    Certificate, CertificationPath, Crl, OcspResponse, PathError, Purpose, TimestampError, TrustedTimestamp,
    UnverifiedTimestamp,
};
use fuin_policy::{LabelFact, Operation, Request, Violations};
use jiff::Timestamp;

use crate::context::Context;
use crate::evidence::Evidence;
pub(crate) use crate::evidence::of_path;
pub use crate::stamping::ObtainedProblem;
use crate::trust::{PathQuestion, Strictness};

/// What a timestamp is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimestampKind {
    /// The signature's octets (signatureTimeStampToken).
    Signature,
    /// Signature, content and validation data (archive-time-stamp-v3).
    Archive,
}

/// Why a timestamp proves nothing here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimestampProblem {
    /// It is no token, or about something else, or its signature does not verify.
    #[error("it is not authentic, or not about this signature")]
    NotAuthentic,
    /// Nothing here can verify it.
    #[error("it uses {algorithm}, which is not supported")]
    Unsupported {
        /// The algorithm.
        algorithm: String,
    },
    /// It states a time that is yet to come, by the clock here.
    #[error("it is from {time}, which is yet to come by the clock here")]
    Future {
        /// The time.
        time: Timestamp,
    },
    /// It states a time at which its authority's certificate did not exist.
    #[error("it is from {time}, and its authority's certificate is not valid before {not_before}")]
    BeforeCertificate {
        /// The time.
        time: Timestamp,
        /// The first instant of the certificate.
        not_before: Timestamp,
    },
    /// The authority is not trusted, or cannot be.
    #[error("its authority is not trusted: {0}")]
    NotTrusted(Box<PathError>),
    /// The policy does not permit its algorithms at the instant it was judged at.
    #[error("the policy does not permit its algorithms: {0}")]
    Refused(Box<Violations>),
}

impl From<TimestampError> for TimestampProblem {
    fn from(error: TimestampError) -> Self {
        match error {
            TimestampError::Unsupported { algorithm } => Self::Unsupported { algorithm },
            TimestampError::Future { time } => Self::Future { time },
            TimestampError::BeforeCertificate { time, not_before } => Self::BeforeCertificate { time, not_before },
            TimestampError::Path(error) => Self::NotTrusted(error),
            _ => Self::NotAuthentic,
        }
    }
}

/// A timestamp of a signature as it was found.
#[derive(Debug, Clone)]
pub struct ExaminedTimestamp {
    /// What it is about.
    pub kind: TimestampKind,
    /// The time it states (genTime); none when it cannot be read.
    pub claimed_time: Option<Timestamp>,
    /// The subject of its authority's certificate, once that is known.
    pub authority: Option<String>,
    /// The proof, or why there is none.
    pub outcome: Result<ProvenTimestamp, TimestampProblem>,
}

/// The proof that something existed at an instant: only the judgement of a message makes one.
#[derive(Debug, Clone)]
pub struct ProvenTimestamp {
    /// What it is about existed at this instant at the latest.
    pub latest: Timestamp,
    /// The authority's certification path.
    pub path: CertificationPath,
    /// Its algorithms and those of its path.
    pub algorithms: Vec<AlgorithmUse>,
}

/// The timestamps of one signature.
#[derive(Debug, Clone, Default)]
pub struct SignatureTimes {
    /// All that there are, archive timestamps first, each kind with the newest first.
    pub timestamps: Vec<ExaminedTimestamp>,
    /// The earliest instant at which the signature is proven to have existed.
    pub proven: Option<Timestamp>,
    /// What the timestamps brought along.
    pub(crate) evidence: Evidence,
    /// What each valid archive timestamp covers, with the instant that it proves.
    covered: Vec<(Timestamp, Vec<Component>)>,
}

impl SignatureTimes {
    /// Looks at every timestamp of a signer; `evidence` is what the message brings along.
    pub(crate) fn examine(
        context: &Context,
        signed: &UnverifiedSigned,
        signer: &UnverifiedSigner,
        message: &Evidence,
        strictness: &Strictness,
    ) -> Self {
        let mut archive = parse(signer.archive_time_stamps());
        let signature = parse(signer.signature_time_stamps());
        let mut evidence = Evidence::default();
        for token in archive.iter().chain(&signature).filter_map(|(_, token)| token.as_ref()) {
            evidence.add_timestamp(token);
        }
        let mut all = message.clone();
        all.add(&evidence);
        archive.sort_by_key(newest_first);
        let examiner = Examiner { context, signed, signer, evidence: &all, strictness };
        let mut times = Self { evidence, ..Self::default() };
        for (raw, token) in &archive {
            let instant = times.existed(signed, signer, raw).unwrap_or(context.now);
            let (examined, covered) = examiner.archive(&times, raw, token.as_ref(), instant);
            //= spec/trust.md#proof-of-existence
            //# What an archive timestamp covers MUST be judged at the time it proves, and the timestamp itself at a later
            //# one's, or now.
            if let Ok(proof) = &examined.outcome {
                times.prove(proof.latest);
                times.covered.push((proof.latest, covered));
            }
            times.timestamps.push(examined);
        }
        times.examine_signature(&examiner, signature, None);
        times
    }

    /// The same for a countersignature, whose archive timestamps would be those of the signer that carries it; `existed` is
    /// when those prove it to have existed.
    pub(crate) fn of_countersignature(
        context: &Context,
        signed: &UnverifiedSigned,
        signer: &UnverifiedSigner,
        message: &Evidence,
        strictness: &Strictness,
        existed: Option<Timestamp>,
    ) -> Self {
        let signature = parse(signer.signature_time_stamps());
        let mut times = Self { proven: existed, ..Self::default() };
        for token in signature.iter().filter_map(|(_, token)| token.as_ref()) {
            times.evidence.add_timestamp(token);
        }
        let mut all = message.clone();
        all.add(&times.evidence);
        let examiner = Examiner { context, signed, signer, evidence: &all, strictness };
        times.examine_signature(&examiner, signature, existed);
        times
    }

    fn examine_signature(
        &mut self,
        examiner: &Examiner<'_>,
        mut tokens: Vec<(&[u8], Option<UnverifiedTimestamp>)>,
        carried: Option<Timestamp>,
    ) {
        let Examiner { context, signed, signer, .. } = *examiner;
        tokens.sort_by_key(newest_first);
        for (raw, token) in &tokens {
            let instant = self.existed(signed, signer, raw).or(carried).unwrap_or(context.now);
            let examined = examiner.signature(self, token.as_ref(), instant);
            if let Ok(proof) = &examined.outcome {
                self.prove(proof.latest);
            }
            self.timestamps.push(examined);
        }
    }

    /// The signature is proven to have existed at an instant.
    fn prove(&mut self, latest: Timestamp) {
        self.proven = Some(self.proven.map_or(latest, |known| known.min(latest)));
    }

    /// The earliest instant at which these octets, a part of the message, are proven to have existed; none when no valid
    /// archive timestamp covers them.
    pub(crate) fn existed(
        &self,
        signed: &UnverifiedSigned,
        signer: &UnverifiedSigner,
        part: &[u8],
    ) -> Option<Timestamp> {
        //= spec/trust.md#proof-of-existence
        //# What a valid archive timestamp does not cover MUST be judged as if that timestamp were not there.
        let is_part = |component: &Component| octets(signed, signer, component) == Some(part);
        let covering = self.covered.iter().filter(|(_, covered)| covered.iter().any(is_part));
        covering.map(|(latest, _)| *latest).min()
    }

    /// The instant at which all that a path rests on is proven to have existed, where its target existed at `target`; none
    /// when something of it may be newer. `along` came with what the target signed, and is as old.
    pub(crate) fn path_existed(
        &self,
        signed: &UnverifiedSigned,
        signer: &UnverifiedSigner,
        path: &CertificationPath,
        target: Timestamp,
        along: &Evidence,
    ) -> Option<Timestamp> {
        let rested_on = of_path(path);
        let certificates = rested_on.certificates.iter().filter(|found| *found != path.target());
        let certificates = certificates.filter(|found| !along.certificates.contains(found)).map(Certificate::der);
        let crls = rested_on.crls.iter().map(Crl::der).filter(|der| along.crls.iter().all(|known| known.der() != *der));
        let responses = rested_on.ocsp.iter().map(OcspResponse::der);
        let responses = responses.filter(|der| along.ocsp.iter().all(|known| known.der() != *der));
        let mut parts = certificates.chain(crls).chain(responses);
        parts.try_fold(target, |latest, part| Some(latest.max(self.existed(signed, signer, part)?)))
    }

    /// The proofs of a kind.
    pub fn proven_by(&self, kind: TimestampKind) -> impl Iterator<Item = &ProvenTimestamp> {
        self.timestamps.iter().filter(move |found| found.kind == kind).filter_map(|found| found.outcome.as_ref().ok())
    }
}

fn newest_first((_, token): &(&[u8], Option<UnverifiedTimestamp>)) -> impl Ord + use<> {
    std::cmp::Reverse(token.as_ref().map(UnverifiedTimestamp::claimed_time))
}

/// The octets of a part of the message; none for what nothing is asked about.
fn octets<'a>(signed: &'a UnverifiedSigned, signer: &'a UnverifiedSigner, part: &Component) -> Option<&'a [u8]> {
    let found = match part {
        Component::Certificate(at) => signed.certificates.get(*at),
        Component::Crl(at) => signed.crls.get(*at),
        Component::OcspResponse(at) => signed.ocsp_responses.get(*at),
        Component::UnsignedValue { attribute, value, .. } => {
            signer.unsigned_attributes().get(*attribute).and_then(|attribute| attribute.values().get(*value))
        }
        _ => None,
    };
    found.map(Vec::as_slice)
}

fn parse<'a>(tokens: impl Iterator<Item = &'a [u8]>) -> Vec<(&'a [u8], Option<UnverifiedTimestamp>)> {
    tokens.map(|raw| (raw, UnverifiedTimestamp::from_der(raw).ok())).collect()
}

struct Examiner<'a> {
    context: &'a Context,
    signed: &'a UnverifiedSigned,
    signer: &'a UnverifiedSigner,
    evidence: &'a Evidence,
    strictness: &'a Strictness,
}

impl Examiner<'_> {
    fn signature(
        &self,
        times: &SignatureTimes,
        token: Option<&UnverifiedTimestamp>,
        instant: Timestamp,
    ) -> ExaminedTimestamp {
        let imprint = token.and_then(|token| {
            let digest = token.digest().ok()?;
            self.signer.signature_imprint(&self.context.provider, digest).ok()
        });
        self.examined(TimestampKind::Signature, times, token, imprint.as_deref(), instant)
    }

    fn archive(
        &self,
        times: &SignatureTimes,
        raw: &[u8],
        token: Option<&UnverifiedTimestamp>,
        instant: Timestamp,
    ) -> (ExaminedTimestamp, Vec<Component>) {
        let coverage = token.and_then(|token| {
            let digest = token.digest().ok()?;
            self.signed.archive_coverage(self.signer, raw, digest, &self.context.provider).ok()
        });
        let imprint = coverage.as_ref().map(ArchiveCoverage::imprint);
        let covered = coverage.as_ref().map(|coverage| coverage.covered().to_vec()).unwrap_or_default();
        (self.examined(TimestampKind::Archive, times, token, imprint, instant), covered)
    }

    fn examined(
        &self,
        kind: TimestampKind,
        times: &SignatureTimes,
        token: Option<&UnverifiedTimestamp>,
        imprint: Option<&[u8]>,
        instant: Timestamp,
    ) -> ExaminedTimestamp {
        let (claimed_time, mut authority) = (token.map(UnverifiedTimestamp::claimed_time), None);
        let outcome = match (token, imprint) {
            (Some(token), Some(imprint)) if token.is_about(imprint) => {
                self.prove(times, token, instant, &mut authority)
            }
            //= spec/trust.md#proof-of-existence
            //# A timestamp that is not authentic, not trusted or not permitted MUST prove nothing.
            _ => Err(TimestampProblem::NotAuthentic),
        };
        ExaminedTimestamp { kind, claimed_time, authority, outcome }
    }

    fn prove(
        &self,
        times: &SignatureTimes,
        token: &UnverifiedTimestamp,
        instant: Timestamp,
        authority: &mut Option<String>,
    ) -> Result<ProvenTimestamp, TimestampProblem> {
        let trusted = validate(self.context, token, self.evidence, self.strictness, instant, authority)?;
        let mut along = Evidence::default();
        along.add_timestamp(token);
        let path = trusted.path();
        let existed = times.path_existed(self.signed, self.signer, path, instant, &along);
        for (uses, existed) in [(trusted.own_algorithm_uses(), Some(instant)), (path.algorithm_uses(), existed)] {
            let request = Request::new(Operation::Verify, LabelFact::NotYetKnown).with_certificates(&uses);
            let decided = self.context.policies.decide(&request.with_signed_at(existed), self.context.now);
            decided.map_err(|refused| TimestampProblem::Refused(Box::new(refused)))?;
        }
        let (latest, algorithms) = (trusted.latest(), trusted.algorithm_uses());
        Ok(ProvenTimestamp { latest, path: path.clone(), algorithms })
    }
}

/// Verifies a token and its authority at an instant.
pub(crate) fn validate(
    context: &Context,
    token: &UnverifiedTimestamp,
    evidence: &Evidence,
    strictness: &Strictness,
    instant: Timestamp,
    authority: &mut Option<String>,
) -> Result<TrustedTimestamp, TimestampProblem> {
    let mut known = evidence.clone();
    known.add(&Evidence::at_hand(context));
    context.known_evidence.recognise(&mut known);
    let signed = token.verify(&known.certificates, &context.provider)?;
    let certificate = signed.certificate().clone();
    *authority = Some(certificate.subject().to_string());
    let question = PathQuestion {
        certificate: &certificate,
        evidence: &known,
        purpose: Purpose::TimeStamping,
        strictness,
        time: instant,
    };
    // The question may ask the network; what the token is validated with is what that brought.
    let path = question.answer(context).map_err(|error| TimestampProblem::NotTrusted(Box::new(error)))?;
    let mut found = known.clone();
    found.add(&of_path(&path));
    Ok(signed.validate(&question.request(context, &found))?)
}
