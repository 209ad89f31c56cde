//! Reading a table of decisions, and deciding its rows. The form is described in tables.rs.

use std::collections::BTreeMap;

use fuin_crypto::{AlgorithmUse, Role};
use fuin_label::{Label, Parameter, Restriction, RestrictionId};
use fuin_policy::{
    Acknowledged, KeyStorage, LabelFact, Listing, Measure, Operation, Past, Place, Policies, RecipientFacts,
    RecipientKind, Request, SignatureLevel, known_use,
};
use jiff::Timestamp;

/// Warnings that every later row would carry; left out unless a row names them.
const OF_THE_POLICY_ITSELF: [&str; 2] = ["expired", "expires-soon"];

pub(crate) struct Table {
    sets: BTreeMap<String, Set>,
    certificates: BTreeMap<String, [u8; 32]>,
    pub(crate) rows: Vec<Row>,
}

/// The algorithms that a name stands for.
struct Set {
    sealing: Vec<String>,
    signing: Vec<String>,
}

pub(crate) struct Row {
    pub(crate) line: usize,
    pub(crate) text: String,
    decision: String,
}

impl Table {
    pub(crate) fn parse(text: &str) -> Self {
        let mut table = Self { sets: BTreeMap::new(), certificates: BTreeMap::new(), rows: Vec::new() };
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some((name, meaning)) = definition(line, "set ") {
                table.sets.insert(name, Set::parse(meaning));
            } else if let Some((name, digest)) = definition(line, "certificate ") {
                table.certificates.insert(name, digest_of(digest));
            } else {
                let (_, decision) = line.rsplit_once("->").unwrap_or_else(|| panic!("no decision: {line}"));
                table.rows.push(Row { line: at + 1, text: line.to_owned(), decision: decision.to_owned() });
            }
        }
        table
    }

    /// The decision on a row, in the form of the table.
    pub(crate) fn decide(&self, policies: &Policies, row: &Row) -> String {
        let facts = Facts::parse(self, policies, &row.text);
        let (verdict, codes) = match policies.decide(&facts.request(), facts.now) {
            Ok(permitted) => ("ok", permitted.warnings().iter().map(|warning| warning.code).collect::<Vec<_>>()),
            Err(refused) => ("no", refused.violations.iter().map(|violation| violation.code).collect()),
        };
        let named =
            |code: &&str| verdict == "no" || !OF_THE_POLICY_ITSELF.contains(code) || row.decision.contains(code);
        let codes = codes.iter().map(|code| code.trim_start_matches("policy.")).filter(named).collect::<Vec<_>>();
        words(verdict, codes)
    }

    fn certificate(&self, name: &str) -> [u8; 32] {
        *self.certificates.get(name).unwrap_or_else(|| panic!("no certificate {name}"))
    }

    fn uses(&self, word: &str, operation: Operation) -> Vec<AlgorithmUse> {
        let Some(set) = self.sets.get(word) else { return vec![named_use(word)] };
        let sealed = matches!(operation, Operation::Seal | Operation::Open);
        set.sealing.iter().filter(|_| sealed).chain(&set.signing).map(|name| named_use(name)).collect()
    }
}

impl Row {
    pub(crate) fn expected(&self) -> String {
        let mut decision = self.decision.split_whitespace();
        words(decision.next().unwrap_or_default(), decision.collect())
    }
}

impl Set {
    fn parse(text: &str) -> Self {
        let part = |key: &str| {
            let part = text.split(';').find_map(|part| part.trim().strip_prefix(key)).unwrap_or_default();
            part.split_whitespace().map(str::to_owned).collect()
        };
        Self { sealing: part("sealing:"), signing: part("signing:") }
    }
}

/// A row as a request, owned.
struct Facts {
    operation: Operation,
    now: Timestamp,
    label: Option<Label>,
    known: bool,
    algorithms: Vec<AlgorithmUse>,
    certificates: Vec<AlgorithmUse>,
    recipients: Vec<RecipientFacts>,
    missing: Vec<Measure>,
    places: Vec<Place>,
    permissions: Vec<RestrictionId>,
    past: Vec<Past>,
    signed_at: Option<Timestamp>,
    opened_by: Option<[u8; 32]>,
    acknowledged: Acknowledged,
    key_storage: KeyStorage,
    level: SignatureLevel,
}

impl Facts {
    fn parse(table: &Table, policies: &Policies, text: &str) -> Self {
        let (row, _) = text.rsplit_once("->").unwrap();
        let cells = row.split('|').map(str::trim).collect::<Vec<_>>();
        let [label, algorithms, until, day, facts] = cells.as_slice() else { panic!("not five columns: {text}") };
        let mut facts = facts.split(',').map(str::trim);
        let operation = facts.next().and_then(Operation::from_name).unwrap_or_else(|| panic!("no operation: {text}"));
        let mut words = label.split_whitespace().map(str::to_owned);
        let grades = words.next().unwrap();
        let mut restrictions = words.collect::<Vec<_>>();
        for horizon in until.split(',').map(str::trim).filter(|horizon| *horizon != "-") {
            let (which, day) = horizon.split_once(' ').unwrap_or_else(|| panic!("no horizon: {text}"));
            restrictions.push(format!("{which}-until={day}"));
        }
        let label = (!matches!(grades.as_str(), "-" | "?")).then(|| {
            policies.vocabulary().parse_label(&grades, &restrictions).unwrap_or_else(|error| panic!("{text}: {error}"))
        });
        let mut parsed = Self {
            operation,
            now: noon(day),
            label,
            known: grades != "?",
            algorithms: algorithms
                .split_whitespace()
                .filter(|word| *word != "-")
                .flat_map(|word| table.uses(word, operation))
                .collect(),
            certificates: Vec::new(),
            recipients: Vec::new(),
            missing: Vec::new(),
            places: Vec::new(),
            permissions: Vec::new(),
            past: Vec::new(),
            signed_at: None,
            opened_by: None,
            acknowledged: Acknowledged::No,
            key_storage: KeyStorage::File,
            level: SignatureLevel::B,
        };
        for fact in facts {
            parsed.add(table, fact);
        }
        parsed
    }

    fn add(&mut self, table: &Table, fact: &str) {
        match fact.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["to", kind, rest @ ..] => {
                let listed = if rest.contains(&"unlisted") { Listing::Unlisted } else { Listing::Listed };
                let certificate = rest.iter().position(|word| *word == "as").and_then(|at| rest.get(at + 1));
                self.recipients.push(RecipientFacts {
                    name: format!("{kind} {}", self.recipients.len() + 1),
                    kind: RecipientKind::from_name(kind).unwrap_or_else(|| panic!("no kind: {fact}")),
                    listed,
                    certificate: certificate.map(|name| table.certificate(name)),
                });
            }
            ["by", name] => {
                self.certificates.push(known_use(name, "certificate CN=CA").unwrap_or_else(|| panic!("{fact}")));
            }
            ["lacks", measure] => self.missing.push(Measure::from_name(measure).unwrap()),
            ["signed", day] => self.signed_at = Some(noon(day)),
            ["on", place] => self.places.push(Place::from_name(place).unwrap()),
            ["key", storage] => self.key_storage = KeyStorage::from_name(storage).unwrap(),
            ["level", level] => self.level = SignatureLevel::from_name(level).unwrap(),
            ["acknowledged"] => self.acknowledged = Acknowledged::Yes,
            ["permission", id] => self.permissions.push(RestrictionId::new(id).unwrap()),
            ["received"] => self.past.push(Past::Received),
            ["opened"] => self.past.push(Past::Opened),
            ["opened", "by", name] => self.opened_by = Some(table.certificate(name)),
            ["reader", name] => self.add_reader(table.certificate(name)),
            _ => panic!("no fact: {fact}"),
        }
    }

    /// Adds a member to the group of readers that the label states.
    fn add_reader(&mut self, digest: [u8; 32]) {
        let label = self.label.as_mut().expect("a label with readers");
        let add = |restriction: Restriction| match restriction.parameter {
            Some(Parameter::Group { name, mut members }) => {
                members.insert(digest);
                Restriction { id: restriction.id, parameter: Some(Parameter::Group { name, members }) }
            }
            _ => restriction,
        };
        label.restrictions = std::mem::take(&mut label.restrictions).into_iter().map(add).collect();
    }

    fn request(&self) -> Request<'_> {
        let label = match (&self.label, self.known) {
            (Some(label), _) => LabelFact::Stated(label),
            (None, true) => LabelFact::Missing,
            (None, false) => LabelFact::NotYetKnown,
        };
        Request::new(self.operation, label)
            .with_algorithms(&self.algorithms)
            .with_certificates(&self.certificates)
            .with_recipients(&self.recipients)
            .with_missing(&self.missing)
            .with_signed_at(self.signed_at)
            .with_places(&self.places)
            .with_acknowledged(self.acknowledged)
            .with_permissions(&self.permissions)
            .with_key_storage(self.key_storage)
            .with_signature_level(self.level)
            .with_opened_by(self.opened_by)
            .with_past(&self.past)
    }
}

/// `KEY NAME = MEANING`.
fn definition<'t>(line: &'t str, key: &str) -> Option<(String, &'t str)> {
    let (name, meaning) = line.strip_prefix(key)?.split_once(" = ")?;
    Some((name.trim().to_owned(), meaning))
}

fn named_use(name: &str) -> AlgorithmUse {
    match name.strip_suffix('?') {
        Some(unknown) => {
            let encrypts = ["aes", "camellia", "kcipher"].iter().any(|family| unknown.starts_with(family));
            let role = if encrypts { Role::ContentEncryption } else { Role::Signature };
            AlgorithmUse::new(unknown.to_owned(), role, 0, "the message")
        }
        None => known_use(name, "the message").unwrap_or_else(|| panic!("unknown algorithm {name}")),
    }
}

fn noon(day: &str) -> Timestamp {
    format!("{day}T12:00:00Z").parse().unwrap_or_else(|error| panic!("{day}: {error}"))
}

pub(crate) fn digest_of(text: &str) -> [u8; 32] {
    let octet = |at: usize| u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok();
    std::array::from_fn(|at| octet(at).unwrap_or_else(|| panic!("no digest: {text}")))
}

/// A verdict and its codes, sorted and each once.
fn words(verdict: &str, mut codes: Vec<&str>) -> String {
    codes.sort_unstable();
    codes.dedup();
    std::iter::once(verdict).chain(codes).collect::<Vec<_>>().join(" ")
}
