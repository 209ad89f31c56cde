//! Requests to try.

use std::sync::Arc;

use fuin_crypto::{AlgorithmUse, Role};
use fuin_label::vocabulary::{CONFIDENTIAL_UNTIL, KEEP_UNTIL};
use fuin_label::{Axis, Grades, Label, ParameterKind, RestrictionId, Vocabulary};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::super::finding::{Aspect, Hint};
use super::{Example, Refused};
use crate::algorithms::known_use;
use crate::policy::Policy;
use crate::request::{
    Acknowledged, KeyStorage, LabelFact, Listing, Measure, Operation, Place, RecipientFacts, RecipientKind, Request,
    SignatureLevel,
};

/// Sets of algorithms that messages use, and none at all.
const SEALED: &[&[&str]] = &[
    &["aes-256-gcm", "ecdh-p384", "x963-sha-384", "aes-256-wrap", "ecdsa-p384", "sha-384"],
    &["aes-256-gcm", "ecdh-p256", "x963-sha-256", "aes-256-wrap", "ecdsa-p256", "sha-256"],
    &[],
];
const SIGNED: &[&[&str]] = &[&["ecdsa-p384", "sha-384"], &["ecdsa-p256", "sha-256"], &[]];
/// Algorithms of every strength, for weakenings that are about strength alone.
const BY_STRENGTH: &[&str] = &[
    "ecdsa-p256",
    "sha-256",
    "ecdh-p256",
    "aes-128-gcm",
    "rsa-pss/2048",
    "rsa-oaep-sha-256/2048",
    "rsassa-pkcs1-v1_5/2048",
    "rsa-pss/1024",
    "3des-cbc",
    "sha-1",
    "ecdsa-p384",
    "sha-384",
    "ecdh-p384",
    "rsa-pss/8192",
    "aes-256-gcm",
    "sha-512",
];
/// Whose algorithms these are.
const SUBJECT: &str = "this request";
/// The most labels that are tried for one finding.
const MAX_LABELS: usize = 8;

/// A request, owned.
#[derive(Clone)]
pub(super) struct Probe {
    date: Date,
    operation: Operation,
    /// None: no label.
    grades: Option<String>,
    restrictions: Vec<String>,
    permissions: Vec<RestrictionId>,
    algorithms: Vec<(String, AlgorithmUse)>,
    uses: Vec<AlgorithmUse>,
    recipients: Vec<RecipientFacts>,
    missing: Vec<Measure>,
    places: Vec<Place>,
    signature_level: SignatureLevel,
    key_storage: KeyStorage,
    acknowledged: Acknowledged,
}

impl Probe {
    /// The label in a vocabulary; none where it has no such words.
    pub(super) fn label(&self, words: &Arc<Vocabulary>) -> Option<Option<Label>> {
        match &self.grades {
            None => Some(None),
            Some(grades) => words.parse_label(grades, &self.restrictions).ok().map(Some),
        }
    }

    pub(super) fn request<'a>(&'a self, label: Option<&'a Label>) -> Request<'a> {
        Request::new(self.operation, label.map_or(LabelFact::Missing, LabelFact::Stated))
            .with_algorithms(&self.uses)
            .with_recipients(&self.recipients)
            .with_missing(&self.missing)
            .with_places(&self.places)
            .with_permissions(&self.permissions)
            .with_signature_level(self.signature_level)
            .with_key_storage(self.key_storage)
            .with_acknowledged(self.acknowledged)
    }

    pub(super) fn instant(&self) -> Timestamp {
        jiff::tz::TimeZone::UTC.to_timestamp(self.date.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX)
    }

    pub(super) fn example(&self, refused: Vec<Refused>) -> Example {
        Example {
            date: self.date,
            operation: self.operation,
            label: self.grades.clone(),
            restrictions: self.restrictions.clone(),
            algorithms: self.algorithms.iter().map(|(name, _)| name.clone()).collect(),
            recipients: self.recipients.clone(),
            missing: self.missing.clone(),
            places: self.places.clone(),
            signature_level: self.signature_level,
            key_storage: self.key_storage,
            acknowledged: self.acknowledged,
            refused,
        }
    }
}

/// Requests that may show a weakening, the most ordinary first.
pub(super) fn probes(hint: &Hint, aspect: Aspect, overlay: &Policy, baseline: &Policy) -> Vec<Probe> {
    let operations: &[Operation] = if hint.operations.is_empty() {
        &[Operation::Seal, Operation::Sign, Operation::Open, Operation::Verify, Operation::Dispose]
    } else {
        &hint.operations
    };
    let labels = labels(hint, overlay);
    let mut found = Vec::new();
    for date in days(hint, overlay, baseline) {
        for operation in operations {
            for algorithms in algorithms(hint, aspect, *operation, overlay) {
                for (grades, restrictions) in &labels {
                    let base = Probe {
                        date,
                        operation: *operation,
                        grades: grades.clone(),
                        restrictions: restrictions.clone(),
                        permissions: hint.restrictions.clone(),
                        uses: algorithms.iter().map(|(_, used)| used.clone()).collect(),
                        algorithms: algorithms.clone(),
                        recipients: Vec::new(),
                        missing: hint.missing.clone(),
                        places: hint.place.into_iter().collect(),
                        signature_level: SignatureLevel::LTA,
                        key_storage: KeyStorage::Token,
                        acknowledged: Acknowledged::Yes,
                    };
                    found.extend(variants(base, hint, aspect, overlay));
                }
            }
        }
    }
    found
}

/// The days to try: those of the finding, else the first on which both policies apply.
fn days(hint: &Hint, overlay: &Policy, baseline: &Policy) -> Vec<Date> {
    if hint.days.is_empty() { vec![overlay.issued.max(baseline.issued)] } else { hint.days.clone() }
}

/// The labels to try: grades and restrictions; without and with dates for both horizons.
fn labels(hint: &Hint, overlay: &Policy) -> Vec<(Option<String>, Vec<String>)> {
    let words = &overlay.vocabulary;
    let ends = |highest: bool| {
        let level = |axis: Axis| {
            let levels = &words.on(axis).levels;
            let chosen = if highest { levels.last() } else { levels.first() };
            chosen.map(|level| level.number)
        };
        let [confidentiality, integrity, availability] = Axis::ALL.map(level);
        Some(Grades { confidentiality: confidentiality?, integrity: integrity?, availability: availability? })
    };
    let mut grades = hint.grades.clone();
    if grades.is_empty() {
        grades.extend([ends(false), ends(true)].into_iter().flatten());
    }
    let parameter = |id: &RestrictionId| {
        let value = match words.restriction(id.as_str())?.parameter {
            ParameterKind::None => String::new(),
            ParameterKind::Group => "=board".to_owned(),
            ParameterKind::Place => "=archive".to_owned(),
            ParameterKind::Date => "=2090-12-31".to_owned(),
            ParameterKind::Duration => "=12h".to_owned(),
        };
        Some(format!("{id}{value}"))
    };
    let stated: Vec<String> = hint.restrictions.iter().filter_map(parameter).collect();
    let dated = |day: Date| [KEEP_UNTIL, CONFIDENTIAL_UNTIL].map(|id| format!("{id}={day}"));
    let mut found = Vec::new();
    if hint.unlabelled {
        found.push((None, Vec::new()));
    }
    for grades in grades.iter().take(MAX_LABELS) {
        let name = Some(words.short_form(grades));
        match hint.horizon {
            Some(day) => found.push((name, [stated.clone(), dated(day).to_vec()].concat())),
            None => {
                let soon = overlay.issued.checked_add(1.year()).map(dated);
                let soon = soon.map(|dates| [stated.clone(), dates.to_vec()].concat());
                found.push((name.clone(), stated.clone()));
                found.extend(soon.into_iter().map(|restrictions| (name.clone(), restrictions)));
            }
        }
    }
    found
}

fn algorithms(hint: &Hint, aspect: Aspect, operation: Operation, overlay: &Policy) -> Vec<Vec<(String, AlgorithmUse)>> {
    let known = |name: &str| known_use(name, SUBJECT).map(|used| (name.to_owned(), used));
    if let Some((name, length)) = &hint.algorithm {
        return uses_of(name, *length, overlay).into_iter().map(|used| vec![used]).collect();
    }
    if let Some((least, below)) = hint.strength {
        let fits = |(_, used): &(String, AlgorithmUse)| used.strength >= least && used.strength < below;
        return BY_STRENGTH.iter().filter_map(|name| known(name)).filter(fits).map(|used| vec![used]).collect();
    }
    if aspect == Aspect::MinStrength {
        return BY_STRENGTH.iter().filter_map(|name| known(name)).map(|used| vec![used]).collect();
    }
    let suites = match operation {
        Operation::Seal | Operation::Open => SEALED,
        Operation::Sign | Operation::Verify => SIGNED,
        Operation::Dispose => return vec![Vec::new()],
    };
    suites.iter().map(|names| names.iter().filter_map(|name| known(name)).collect()).collect()
}

/// A use of a named algorithm with keys of a length, whether this version can make it or only name it.
fn uses_of(name: &str, length: u32, overlay: &Policy) -> Vec<(String, AlgorithmUse)> {
    let of = |name: String| known_use(&name, SUBJECT).map(|used| (name, used));
    if crate::algorithms::is_rsa(name) {
        let lengths = [length, overlay.rsa.bits, 3072, 4096, 2048];
        return lengths
            .into_iter()
            .filter(|bits| *bits >= length.max(1))
            .filter_map(|bits| of(format!("{name}/{bits}")))
            .collect();
    }
    let unknown = || (name.to_owned(), AlgorithmUse::new(name.to_owned(), Role::Signature, 256, SUBJECT));
    vec![of(name.to_owned()).unwrap_or_else(unknown)]
}

/// A request as it is, and in the ways in which the aspect makes a difference.
fn variants(base: Probe, hint: &Hint, aspect: Aspect, overlay: &Policy) -> Vec<Probe> {
    let recipient = |kind: RecipientKind, listed: Listing, certificate| RecipientFacts {
        name: "example".to_owned(),
        kind,
        listed,
        certificate,
    };
    let kinds = if hint.kinds.is_empty() { vec![RecipientKind::Agency] } else { hint.kinds.clone() };
    let sealed = matches!(base.operation, Operation::Seal);
    let with = |recipients: Vec<RecipientFacts>| Probe { recipients, ..base.clone() };
    match aspect {
        Aspect::Recipients | Aspect::RecoveryRecipient => {
            let members = overlay.groups.iter().flat_map(|group| &group.certificates).copied().map(Some);
            let certificates: Vec<Option<[u8; 32]>> = std::iter::once(None).chain(members).take(32).collect();
            let mut found = Vec::new();
            for kind in kinds {
                for listed in [Listing::Unlisted, Listing::Listed] {
                    found.extend(
                        certificates.iter().map(|certificate| with(vec![recipient(kind, listed, *certificate)])),
                    );
                }
            }
            found
        }
        Aspect::SignatureLevel | Aspect::Timestamp => {
            let at = |level: &SignatureLevel| Probe { signature_level: *level, ..base.clone() };
            SignatureLevel::ALL.iter().map(at).collect()
        }
        Aspect::KeyStorage => vec![Probe { key_storage: KeyStorage::File, ..base }],
        Aspect::Acknowledge => vec![Probe { acknowledged: Acknowledged::No, ..base }],
        // One by one: what else is missing may be refused for another reason.
        Aspect::Foreign => {
            hint.missing.iter().map(|measure| Probe { missing: vec![*measure], ..base.clone() }).collect()
        }
        Aspect::Sign => vec![Probe { missing: vec![Measure::Signature], ..base.clone() }, base],
        _ if sealed || !hint.kinds.is_empty() => {
            vec![with(kinds.into_iter().map(|kind| recipient(kind, Listing::Listed, None)).collect()), base]
        }
        _ => vec![base],
    }
}
