//! Policies and requests, generated.

use fuin_crypto::AlgorithmUse;
use fuin_label::Label;
use fuin_policy::compare::Example;
use fuin_policy::{
    Acknowledged, KeyStorage, LabelFact, Listing, Measure, Operation, Place, Policies, Policy, RecipientFacts,
    RecipientKind, Request, SignatureLevel, known_use,
};
use jiff::Timestamp;
use jiff::civil::Date;
use proptest::prelude::*;

use super::support::{BASELINE, parsed};

/// What may be changed in the baseline: each row is a line of it and what may stand there instead.
const CHOICES: &[(&str, &[&str])] = &[
    ("issued = 2026-11-23", &["issued = 2026-10-01", "issued = 2027-01-01"]),
    ("expires = 2027-12-31", &["expires = 2027-06-30", "expires = 2029-12-31"]),
    ("after-expiry = \"warn\"", &["after-expiry = \"refuse\""]),
    ("conflicts = [\"copies\"]", &["conflicts = []", "conflicts = [\"copies\", \"no-sending\"]"]),
    ("ecdh-p256 = { write = \"always\"", &["ecdh-p256 = { write = 2029-01-01", "ecdh-p256 = { write = \"never\""]),
    (
        "aes-256-gcm = { write = \"always\", verify = \"never\", open = \"always\"",
        &[
            "aes-256-gcm = { write = \"always\", verify = \"never\", open = 2030-01-01",
            "aes-256-gcm = { write = 2030-01-01, verify = \"never\", open = \"warn\"",
        ],
    ),
    ("horizon = 2035-12-31, ", &["", "horizon = 2040-12-31, ", "horizon = 2029-12-31, "]),
    (
        "ecdsa-p384 = { write = \"always\", verify = \"always\"",
        &["ecdsa-p384 = { write = \"always\", verify = 2030-01-01"],
    ),
    ("verify = 2030-01-01", &["verify = 2028-01-01", "verify = \"always\"", "verify = \"never\""]),
    (
        "write = 2029-01-01, verify = \"always\"",
        &["write = \"always\", verify = \"always\"", "write = 2027-06-01, verify = 2030-01-01"],
    ),
    ("\"rsa-pss/2000\"", &["\"rsa-pss/3000\"", "\"rsa-pss/4000\""]),
    ("rsa = 3072", &["rsa = 2048", "rsa = 4096"]),
    (
        "until = [2030, 2040, 2050]",
        &["until = [2030, 2035, 2050]", "until = [2030, 2045, 2050]", "until = [2035, 2040, 2050]"],
    ),
    (
        "new = [\"finish\", \"no\", \"no\"]",
        &["new = [\"no\", \"no\", \"no\"]", "new = [\"ok\", \"allow\", \"no\"]", "new = [\"no\", \"ok\", \"no\"]"],
    ),
    (
        "new = [\"ok\", \"finish\", \"no\"]",
        &["new = [\"ok\", \"ok\", \"finish\"]", "new = [\"ok\", \"no\", \"no\"]", "new = [\"no\", \"no\", \"ok\"]"],
    ),
    (
        "process = [\"finish\", \"allow\", \"no\"]",
        &["process = [\"finish\", \"no\", \"no\"]", "process = [\"ok\", \"ok\", \"allow\"]"],
    ),
    ("bits = 192", &["bits = 160", "bits = 256"]),
    ("C1 = { confidential = 1 }", &["C1 = { confidential = 15 }", ""]),
    ("C2 = { confidential = 20 }", &["C2 = { confidential = 10 }", "C2 = { confidential = 30 }", ""]),
    ("I1 = { keep = 5 }", &["I1 = { keep = 1 }", "I1 = { keep = 15 }", ""]),
    ("I2 = { keep = 10 }", &["I2 = { keep = 20 }", "I2 = { keep = 3 }", "I2 = { keep = 10 }\nA2 = { keep = 12 }"]),
    (
        "certificates = [\"2222222222222222222222222222222222222222222222222222222222222222\"]",
        &[
            "certificates = [\"3333333333333333333333333333333333333333333333333333333333333333\"]",
            "certificates = [\"2222222222222222222222222222222222222222222222222222222222222222\", \"3333333333333333333333333333333333333333333333333333333333333333\"]",
        ],
    ),
    (
        "sign = \"required\"",
        &[
            "sign = \"optional\"",
            "sign = \"forbidden\"",
            "when = { confidentiality = \">=C2\" }\nsign = \"required\"",
            "when = { operation = \"open\" }\nsign = \"required\"",
        ],
    ),
    (
        "when = { confidentiality = \">=C3\" }\nencrypt = \"required\"",
        &[
            "encrypt = \"required\"",
            "when = { confidentiality = \">=C2\", restriction = \"no-copy\" }\nencrypt = \"required\"",
            "when = { confidentiality = \">=C3\" }\nencrypt = \"forbidden\"",
            "when = { confidentiality = \">=C2\" }\nencrypt = \"required\"",
            "when = { confidentiality = \">=C3\" }\nencrypt = \"optional\"",
        ],
    ),
    (
        "when = { confidentiality = \">=C2\" }\nmin-strength = 128",
        &[
            "when = { confidentiality = \">=C3\" }\nmin-strength = 192",
            "min-strength = 128",
            "when = { confidentiality = \">=C2\" }\nmin-strength = 112",
            "when = { confidentiality = \">=C2\", operation = \"seal\" }\nmin-strength = 192",
        ],
    ),
    (
        "when = { confidentiality = \">=C2\", recipient-kind = \"external\" }\nrecipients = \"listed\"",
        &[
            "when = { confidentiality = \">=C2\" }\nrecipients = \"listed\"",
            "when = { confidentiality = \">=C3\", recipient-kind = \"external\" }\nrecipients = \"listed\"",
            "when = { confidentiality = \">=C2\", recipient-kind = \"contractor\" }\nrecipients = \"listed\"",
            "when = { confidentiality = \">=C2\" }\nrecipients = \"any\"",
            "when = { confidentiality = \">=C2\", recipient-kind = \"external\" }\nrecipients = \"group:board\"",
        ],
    ),
    (
        "recipients = \"group:board\"",
        &["recipients = \"group:recovery\"", "recipients = \"listed\"", "recipients = \"any\""],
    ),
    (
        "revocation = \"required\"",
        &["revocation = \"when-available\"", "when = { integrity = \"I2\" }\nrevocation = \"required\""],
    ),
    (
        "foreign = [\"label\", \"signature\", \"signing-time\"]",
        &[
            "foreign = [\"label\", \"signature\"]",
            "foreign = [\"label\", \"signature\", \"signing-time\", \"mime-type\", \"file-name\"]",
            "when = { operation = \"verify\" }\nforeign = [\"label\", \"signature\", \"signing-time\"]",
            "when = { restriction = \"no-copy\" }\nforeign = [\"label\"]",
        ],
    ),
    (
        "when = { confidentiality = \"C3\" }\nforeign = [\"mime-type\"]",
        &[
            "when = { confidentiality = \"C3\" }\nforeign = []",
            "when = { confidentiality = \">=C2\" }\nforeign = [\"mime-type\"]",
            "when = { confidentiality = \"C1\", recipient-kind = \"unit\" }\nforeign = [\"mime-type\"]",
        ],
    ),
    (
        "when = { integrity = \"I2\", operation = \"sign\" }\nsignature-level = \"LT\"",
        &[
            "when = { integrity = \"I2\", operation = \"sign\" }\nsignature-level = \"B\"",
            "when = { operation = \"sign\" }\nsignature-level = \"LTA\"",
            "signature-level = \"T\"",
        ],
    ),
    (
        "when = { integrity = \"I2\" }\ntimestamp = \"required\"",
        &[
            "timestamp = \"required\"",
            "when = { integrity = \"I2\", operation = \"verify\" }\ntimestamp = \"required\"",
            "when = { integrity = \"I2\" }\nsignature-level = \"T\"",
        ],
    ),
    (
        "when = { availability = \"A2\" }\nrecovery",
        &["recovery", "when = { availability = \"A2\", integrity = \"I1\" }\nrecovery"],
    ),
    ("key-storage = \"token\"", &["key-storage = \"any\""]),
    (
        "when = { confidentiality = \">=C2\", place = \"removable\" }\nfile-name",
        &[
            "file-name",
            "when = { confidentiality = \">=C2\" }\nfile-name",
            "when = { confidentiality = \">=C2\", place = \"network-share\" }\nfile-name",
        ],
    ),
    (
        "min-strength = 192\nwaiver = \"forbidden\"",
        &["min-strength = 128\nwaiver = \"forbidden\"", "min-strength = 192"],
    ),
    (
        "when = { restriction = \"no-copy\" }\nacknowledge = \"required\"",
        &[
            "acknowledge = \"required\"",
            "when = { restriction = \"copies\" }\nacknowledge = \"required\"",
            "when = { restriction = \"no-copy\", operation = \"seal\" }\nacknowledge = \"required\"",
        ],
    ),
    (
        "when = { integrity = \"I2\" }\ncertificate-policies = [\"1.2.392.1\", \"1.2.392.2\"]",
        &[
            "when = { integrity = \"I2\" }\ncertificate-policies = [\"1.2.392.1\"]",
            "when = { integrity = \"I2\" }\ncertificate-policies = [\"1.2.392.2\", \"1.2.392.3\"]",
            "when = { integrity = \"I2\" }\ncertificate-policies = [\"1.2.392.1\", \"1.2.392.2\", \"1.2.392.3\"]",
            "certificate-policies = [\"1.2.392.1\", \"1.2.392.2\"]",
            "when = { integrity = \"I2\", operation = \"verify\" }\ncertificate-policies = [\"1.2.392.2\"]",
            "when = { integrity = \"I2\", recipient-kind = \"external\" }\ncertificate-policies = [\"1.2.392.2\"]",
            "sign = \"required\"",
        ],
    ),
];

/// Changes by the place of the row and of the choice.
type Changes = Vec<(usize, usize)>;

fn changes(most: usize) -> impl Strategy<Value = Changes> {
    proptest::collection::vec((0..CHOICES.len(), 0usize..8), 0..=most)
}

fn changed(changes: &[(usize, usize)]) -> Policy {
    let mut done = std::collections::BTreeSet::new();
    let mut text = BASELINE.to_owned();
    for (row, choice) in changes {
        let (from, choices) = CHOICES[*row];
        if done.insert(*row) {
            assert!(text.contains(from) || done.len() > 1, "the baseline has no {from}");
            text = text.replacen(from, choices[choice % choices.len()], 1);
        }
    }
    parsed(&text)
}

/// Any policy.
pub(crate) fn policies() -> impl Strategy<Value = Policy> {
    changes(3).prop_map(|changes| changed(&changes))
}

/// Two policies that differ in little: an overlay and its baseline.
pub(crate) fn overlays() -> impl Strategy<Value = (Policy, Policy)> {
    let swapped = any::<bool>();
    (changes(2), changes(2), swapped).prop_map(|(common, own, swapped)| {
        let (overlay, baseline) = (changed(&[common.clone(), own].concat()), changed(&common));
        if swapped { (baseline, overlay) } else { (overlay, baseline) }
    })
}

/// The baseline with each single change, either way round.
pub(crate) fn single_changes() -> Vec<(Policy, Policy)> {
    let rows = CHOICES.iter().enumerate();
    let each = rows.flat_map(|(row, (_, choices))| (0..choices.len()).map(move |choice| changed(&[(row, choice)])));
    each.flat_map(|policy| [(policy.clone(), changed(&[])), (changed(&[]), policy)]).collect()
}

/// A request, owned.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) now: Timestamp,
    operation: Operation,
    grades: Option<String>,
    restrictions: Vec<String>,
    algorithms: Vec<AlgorithmUse>,
    recipients: Vec<RecipientFacts>,
    missing: Vec<Measure>,
    places: Vec<Place>,
    level: SignatureLevel,
    storage: KeyStorage,
    acknowledged: Acknowledged,
    signed_at: Option<Timestamp>,
}

fn midnight(day: Date) -> Timestamp {
    jiff::tz::TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).unwrap()
}

impl Asked {
    pub(crate) fn of(example: &Example) -> Self {
        let used = |name: &String| {
            known_use(name, "x")
                .unwrap_or_else(|| AlgorithmUse::new(name.clone(), fuin_crypto::Role::Signature, 256, "x"))
        };
        Self {
            now: midnight(example.date),
            operation: example.operation,
            grades: example.label.clone(),
            restrictions: example.restrictions.clone(),
            algorithms: example.algorithms.iter().map(used).collect(),
            recipients: example.recipients.clone(),
            missing: example.missing.clone(),
            places: example.places.clone(),
            level: example.signature_level,
            storage: example.key_storage,
            acknowledged: example.acknowledged,
            signed_at: None,
        }
    }

    /// The same without anything missing, its signature as good as can be; due soon or as it says.
    fn plain(self, soon: bool) -> Self {
        let due = ["keep-until=2028-01-01".to_owned(), "confidential-until=2028-01-01".to_owned()];
        let dated = self.restrictions.iter().filter(|stated| stated.contains('=')).take(1).cloned().collect();
        Self {
            restrictions: if soon { due.to_vec() } else { dated },
            recipients: Vec::new(),
            missing: Vec::new(),
            places: Vec::new(),
            level: SignatureLevel::LTA,
            acknowledged: Acknowledged::Yes,
            signed_at: None,
            ..self
        }
    }

    /// The label in the words of a set; none where it has no such words.
    pub(crate) fn label(&self, policies: &Policies) -> Option<Option<Label>> {
        match &self.grades {
            None => Some(None),
            Some(grades) => policies.vocabulary().parse_label(grades, &self.restrictions).ok().map(Some),
        }
    }

    pub(crate) fn request<'a>(&'a self, label: Option<&'a Label>) -> Request<'a> {
        Request::new(self.operation, label.map_or(LabelFact::Missing, LabelFact::Stated))
            .with_algorithms(&self.algorithms)
            .with_recipients(&self.recipients)
            .with_missing(&self.missing)
            .with_places(&self.places)
            .with_signature_level(self.level)
            .with_key_storage(self.storage)
            .with_acknowledged(self.acknowledged)
            .with_signed_at(self.signed_at)
    }
}

/// Any request, every other one ordinary, so that it is about one thing and many are permitted.
pub(crate) fn requests() -> impl Strategy<Value = Asked> {
    (any_request(), any::<bool>(), any::<bool>())
        .prop_map(|(asked, plain, soon)| if plain { asked.plain(soon) } else { asked })
}

fn any_request() -> impl Strategy<Value = Asked> {
    let pick = |words: &'static [&'static str]| proptest::sample::select(words);
    let days = pick(&[
        "2026-10-15",
        "2026-12-01",
        "2027-04-01",
        "2027-04-01",
        "2027-08-01",
        "2029-06-01",
        "2031-06-01",
        "2042-01-01",
    ]);
    let operation = proptest::sample::select(Operation::ALL);
    let grades = prop_oneof![
        1 => Just(None),
        9 => (1u8..=3, 1u8..=2, 1u8..=2).prop_map(|(c, i, a)| Some(format!("C{c}I{i}A{a}"))),
    ];
    let restrictions = proptest::collection::vec(
        prop_oneof![
            2 => pick(&["no-copy", "copies", "no-sending"]),
            3 => pick(&["keep-until=2028-01-01", "confidential-until=2028-01-01", "keep-until=2042-01-01", "confidential-until=2042-01-01", "keep-until=2032-01-01", "keep-until=2037-01-01"]),
        ],
        0..3,
    );
    let algorithm = pick(&[
        "aes-256-gcm",
        "ecdh-p256",
        "ecdh-p384",
        "ecdsa-p256",
        "ecdsa-p384",
        "sha-256",
        "sha-384",
        "rsa-pss/2048",
        "rsa-pss/3072",
        "rsa-pss/4096",
        "rsa-pss/8192",
    ]);
    let algorithms = proptest::collection::vec(algorithm, 0..2)
        .prop_map(|names| names.iter().map(|name| known_use(name, "x").unwrap()).collect::<Vec<_>>());
    let certificate = proptest::sample::select(&[None, Some([0x22; 32]), Some([0x33; 32])][..]);
    let recipient = (proptest::sample::select(RecipientKind::ALL), any::<bool>(), certificate).prop_map(
        |(kind, listed, certificate)| RecipientFacts {
            name: "r".to_owned(),
            kind,
            listed: if listed { Listing::Listed } else { Listing::Unlisted },
            certificate,
        },
    );
    let missing = prop_oneof![
        2 => Just(Vec::new()),
        1 => proptest::sample::select(Measure::ALL).prop_map(|measure| vec![measure]),
    ];
    let places = proptest::collection::vec(proptest::sample::select(Place::ALL), 0..2);
    let signer = (
        prop_oneof![Just(SignatureLevel::LTA), proptest::sample::select(SignatureLevel::ALL)],
        prop_oneof![Just(KeyStorage::Token), proptest::sample::select(KeyStorage::ALL)],
        prop_oneof![Just(Acknowledged::Yes), proptest::sample::select(Acknowledged::ALL)],
        proptest::option::weighted(0.2, Just(midnight("2027-02-01".parse().unwrap()))),
    );
    let message = (algorithms, proptest::collection::vec(recipient, 0..2), missing, places);
    (days, operation, grades, restrictions, message, signer).prop_map(
        |(day, operation, grades, restrictions, (algorithms, recipients, missing, places), signer)| {
            let (level, storage, acknowledged, signed_at) = signer;
            Asked {
                now: midnight(day.parse().unwrap()),
                operation,
                grades,
                restrictions: restrictions.into_iter().map(str::to_owned).collect(),
                algorithms,
                recipients,
                missing,
                places,
                level,
                storage,
                acknowledged,
                signed_at,
            }
        },
    )
}
