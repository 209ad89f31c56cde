//! What both comparisons share: the answer of this crate, the ways there are, and the count of agreements.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use fuin_crypto::{CryptoProvider, Oid};
use fuin_pki::{
    Certificate, CertificationPath, FreshnessRules, Limits, PathRequest, PolicyInputs, Purpose, RevocationCheck,
    TrustAnchor, validate,
};

use crate::generator::{self, Case};

pub(crate) const TIME: &str = "2026-06-01T12:00:00Z";

/// The kinds of disagreement, by the headings of DISAGREEMENTS.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// A certificate cannot be read here.
    Unreadable,
    /// A CA without keyUsage.
    NoKeyUsage,
    /// A policy that two others are mapped to, of which one is not acceptable.
    SharedNode,
    /// A policy is mapped that stands in the certificate as anyPolicy only, which is inhibited.
    InhibitedAny,
    /// An object identifier with a large first arc.
    LargeArc,
}

/// Compares this crate's answers with those of another about chains from the anchor down.
pub(crate) fn compare(other: &str, usual: u64, accepts: impl Fn(&Case, &[Vec<u8>]) -> Result<(), String>) {
    let mut tally = Tally::default();
    for seed in 0..cases(usual) {
        let case = generator::case(seed);
        let judged = Judged::new(&case);
        match &judged.answer {
            Ok(path) => tally.accepted(seed, &case, path, accepts(&case, &chain(path))),
            // Its own builder is not asked: every way there is, is.
            Err(error) => {
                let mut found = ways(&case).iter().any(|way| accepts(&case, way).is_ok());
                if judged.unreadable {
                    // The ways are without what cannot be read here; the other may read it.
                    found |= case.anchors.iter().any(|anchor| {
                        let below = case.intermediates.iter().chain([&case.target]);
                        let all: Vec<_> = [anchor].into_iter().chain(below).cloned().collect();
                        accepts(&case, &all).is_ok()
                    });
                }
                tally.refused(seed, &case, &judged, error, found);
            }
        }
    }
    tally.finish(other);
}

/// The answer of this crate, or why it does not come to one.
struct Judged {
    answer: Result<CertificationPath, String>,
    /// A certificate cannot be read here.
    unreadable: bool,
}

impl Judged {
    fn new(case: &Case) -> Self {
        let read = |list: &[Vec<u8>]| -> Vec<Certificate> {
            list.iter().filter_map(|der| Certificate::from_der(der).ok()).collect()
        };
        let (intermediates, anchors) = (read(&case.intermediates), read(&case.anchors));
        let unreadable = intermediates.len() < case.intermediates.len() || anchors.len() < case.anchors.len();
        let answer = match Certificate::from_der(&case.target) {
            Ok(target) => ask(case, &target, &intermediates, &anchors),
            Err(error) => return Self { answer: Err(error.to_string()), unreadable: true },
        };
        Self { answer, unreadable }
    }
}

fn ask(
    case: &Case,
    target: &Certificate,
    intermediates: &[Certificate],
    anchors: &[Certificate],
) -> Result<CertificationPath, String> {
    let anchors: Vec<TrustAnchor> = anchors.iter().cloned().map(TrustAnchor::from_certificate).collect();
    let acceptable: Option<Vec<Oid>> =
        case.acceptable.as_ref().map(|list| list.iter().map(|text| Oid::parse(text).unwrap()).collect());
    let time = TIME.parse().unwrap();
    let request = PathRequest {
        target,
        intermediates,
        anchors: &anchors,
        crls: &[],
        ocsp: &[],
        time,
        revocation_time: time,
        freshness: FreshnessRules::default(),
        purpose: Purpose::UncheckedUse,
        policies: PolicyInputs {
            acceptable: acceptable.as_deref(),
            require_explicit: case.require_explicit,
            inhibit_mapping: case.inhibit_mapping,
            inhibit_any: case.inhibit_any,
        },
        revocation: RevocationCheck::WhenAvailable,
        provider: provider(),
        limits: Limits::default(),
    };
    validate(&request).map_err(|error| error.to_string())
}

/// The DER of the path, from the anchor down.
fn chain(path: &CertificationPath) -> Vec<Vec<u8>> {
    let below = path.certificates().map(|found| found.der().to_vec());
    let mut chain: Vec<_> = below.chain([path.anchor().certificate().der().to_vec()]).collect();
    chain.reverse();
    chain
}

/// Every chain of names from an anchor to the target, none through one name and key twice, up to a number.
fn ways(case: &Case) -> Vec<Vec<Vec<u8>>> {
    const MOST: usize = 60;
    let read = |list: &[Vec<u8>]| -> Vec<Certificate> {
        list.iter().filter_map(|der| Certificate::from_der(der).ok()).collect()
    };
    let (anchors, mut below) = (read(&case.anchors), read(&case.intermediates));
    below.extend(Certificate::from_der(&case.target));
    let same = |one: &Certificate, other: &Certificate| {
        one.subject() == other.subject() && one.subject_public_key_info() == other.subject_public_key_info()
    };
    let mut found = Vec::new();
    let mut open: Vec<Vec<&Certificate>> = anchors.iter().map(|anchor| vec![anchor]).collect();
    while let Some(way) = open.pop() {
        let last = way[way.len() - 1];
        for next in &below {
            if next.issuer() != last.subject() || way[1..].iter().any(|above| same(above, next)) || way.len() > 7 {
                continue;
            }
            let longer: Vec<_> = way.iter().copied().chain([next]).collect();
            if next.der() == case.target {
                found.push(longer.into_iter().map(|found| found.der().to_vec()).collect());
            } else {
                open.push(longer);
            }
        }
        if found.len() >= MOST {
            break;
        }
    }
    found
}

#[derive(Default)]
struct Tally {
    valid: usize,
    invalid: usize,
    /// The numbers of the cases.
    explained: BTreeMap<Kind, Vec<u64>>,
    unexplained: Vec<String>,
}

impl Tally {
    /// This crate accepts; so must the other.
    fn accepted(&mut self, seed: u64, case: &Case, path: &CertificationPath, other: Result<(), String>) {
        let mut authorities = path.certificates().skip(1);
        match other {
            Ok(()) => self.valid += 1,
            Err(why) if why.contains("InvalidKeyUsage") && authorities.any(|found| found.key_usage().is_none()) => {
                self.explained.entry(Kind::NoKeyUsage).or_default().push(seed);
            }
            Err(why) if path.certificates().any(has_large_arc) && LARGE_ARC.iter().any(|word| why.contains(word)) => {
                self.explained.entry(Kind::LargeArc).or_default().push(seed);
            }
            Err(why)
                if why.contains("NullPolicySet") && case.acceptable.is_some() && authorities.any(maps_policies) =>
            {
                self.explained.entry(Kind::SharedNode).or_default().push(seed);
            }
            Err(why) => self.unexplained.push(format!("{seed}: accepted here, refused there: {why}")),
        }
    }

    /// This crate refuses; so must the other.
    fn refused(&mut self, seed: u64, case: &Case, judged: &Judged, error: &str, other_accepts: bool) {
        if !other_accepts {
            self.invalid += 1;
        } else if judged.unreadable {
            self.explained.entry(Kind::Unreadable).or_default().push(seed);
        } else if error.starts_with("no acceptable certificate policy") && maps_through_any(case) {
            self.explained.entry(Kind::InhibitedAny).or_default().push(seed);
        } else {
            self.unexplained.push(format!("{seed}: accepted there, refused here: {error}"));
        }
    }

    fn finish(self, other: &str) {
        println!("{other}: {} valid and {} invalid alike, explained: {:?}", self.valid, self.invalid, self.explained);
        assert!(self.unexplained.is_empty(), "{} unexplained: {:#?}", self.unexplained.len(), self.unexplained);
        assert!(self.valid > 0 && self.invalid > 0, "one-sided cases show nothing");
    }
}

/// Whether a certificate has policyMappings.
fn maps_policies(certificate: &Certificate) -> bool {
    certificate.der().windows(5).any(|window| window == [0x06, 0x03, 0x55, 0x1d, 0x21])
}

/// What certval says where it cannot decode an object identifier, which it may pass over first.
const LARGE_ARC: &[&str] = &["EncodingError", "NullPolicySet"];

/// Whether the first two arcs of an object identifier in the extensions may take more than one octet.
fn has_large_arc(certificate: &Certificate) -> bool {
    certificate.der().windows(3).any(|window| window[0] == 0x06 && window[1] <= 0x09 && window[2] >= 0x80)
}

/// Whether some CA maps policies, has anyPolicy, and anyPolicy may be inhibited.
fn maps_through_any(case: &Case) -> bool {
    let any = Oid::parse(generator::ANY_POLICY).unwrap();
    let read: Vec<_> = case.intermediates.iter().filter_map(|der| Certificate::from_der(der).ok()).collect();
    let inhibits = |found: &Certificate| found.der().windows(5).any(|window| window == [0x06, 0x03, 0x55, 0x1d, 0x36]);
    (case.inhibit_any || read.iter().any(inhibits))
        && read.iter().any(|found| maps_policies(found) && found.policies().any(|policy| *policy == any))
}

pub(crate) fn provider() -> &'static CryptoProvider {
    static PROVIDER: OnceLock<CryptoProvider> = OnceLock::new();
    PROVIDER.get_or_init(fuin_crypto_aws_lc::provider)
}

#[expect(clippy::disallowed_methods, reason = "how long a test runs may be set")]
fn cases(usual: u64) -> u64 {
    std::env::var("FUIN_DIFFERENTIAL").ok().and_then(|count| count.parse().ok()).unwrap_or(usual)
}
