//! `[[rule]]`.

use std::collections::BTreeSet;

use fuin_crypto::Oid;
use fuin_label::{Axis, Vocabulary};

use super::vocabulary::{axis_name, level};
use super::{source, unique_identifier};
use crate::decision::looks_at_others;
use crate::document::{Complaints, Table, Value, array, number, table, tables, word};
use crate::policy::{Group, RECOVERY};
use crate::request::{Measure, Operation, Place, RecipientKind, SignatureLevel};
use crate::rule::{
    Comparison, Demands, FileNameDemand, GradeCondition, Mandatory, Recipients, Requirement, Rule, Storage,
    WaiverDemand, When,
};
use crate::verdict::Revocation;

/// The most rules of one document.
const MAX_RULES: usize = 1000;
/// The most certificate policies of one rule.
const MAX_CERTIFICATE_POLICIES: usize = 64;
/// anyPolicy (RFC 5280, 4.2.1.4), which names none.
const ANY_POLICY: Oid = Oid::from_static(&[0x55, 0x1d, 0x20, 0x00]);

pub(super) fn read(
    root: &mut Table<'_>,
    words: Option<&Vocabulary>,
    groups: &[Group],
    complaints: &mut Complaints<'_>,
) -> Vec<Rule> {
    let (mut seen, mut rules) = (BTreeSet::new(), Vec::new());
    let rows = tables(root, "rule", complaints);
    //= spec/policy.md#rules
    //# A document of more than 1,000 rules MUST be refused.
    if let Some(row) = rows.get(MAX_RULES) {
        complaints.at(&row.span, format!("more than {MAX_RULES} rules"));
        return rules;
    }
    for mut row in rows {
        let span = row.span.clone();
        let id = unique_identifier(&mut row, &mut seen, complaints);
        let source = source(&mut row, complaints);
        let when = match row.take("when") {
            None => When::default(),
            Some(value) => {
                table(value, complaints).map(|table| conditions(table, words, complaints)).unwrap_or_default()
            }
        };
        let before = complaints.len();
        let demands = demands(&mut row, groups, complaints);
        row.finish(complaints);
        if demands == Demands::default() && complaints.len() == before {
            complaints.at(&span, "the rule demands nothing");
        }
        if let Some(found) = contradiction(&when, &demands) {
            complaints.at(&span, found);
        }
        if let Some(id) = id {
            rules.push(Rule { id, source, when, demands });
        }
    }
    rules
}

fn conditions(mut row: Table<'_>, words: Option<&Vocabulary>, complaints: &mut Complaints<'_>) -> When {
    let mut grades = Vec::new();
    for axis in Axis::ALL {
        let Some(value) = row.take(axis_name(axis)) else { continue };
        let Some(words) = words else { continue };
        let expected = format!("a level of {axis}, as in \"C2\" or \">=C2\"");
        grades.extend(word(&value, &expected, |text| grade(text, axis, words), complaints));
    }
    let restriction = row.take("restriction").and_then(|value| {
        let find =
            |text: &str| words.map_or(Some(None), |words| words.restriction(text).map(|found| Some(found.id.clone())));
        word(&value, "a restriction of this policy", find, complaints).flatten()
    });
    let recipient_kind = row
        .take("recipient-kind")
        .and_then(|value| word(&value, "agency, unit, contractor or external", RecipientKind::from_name, complaints));
    let operation = row
        .take("operation")
        .and_then(|value| word(&value, "seal, open, sign, verify or dispose", Operation::from_name, complaints));
    let place = row
        .take("place")
        .and_then(|value| word(&value, "removable, sync-folder or network-share", Place::from_name, complaints));
    row.finish(complaints);
    When { grades, restriction, recipient_kind, operation, place }
}

/// What in a rule can never be met.
fn contradiction(when: &When, demands: &Demands) -> Option<&'static str> {
    let is = |operation| when.operation == Some(operation);
    if is(Operation::Sign) && demands.encrypt == Some(Requirement::Required) && demands.sign.is_some() {
        return Some("the rule demands encryption and speaks of signing alone");
    }
    if demands.sign == Some(Requirement::Forbidden)
        && (demands.signature_level.is_some() || demands.timestamp.is_some())
    {
        return Some("the rule forbids signatures and demands something of them");
    }
    if demands.encrypt == Some(Requirement::Forbidden) && demands.recovery_recipient.is_some() {
        return Some("the rule forbids encryption and demands a recipient of it");
    }
    if demands.certificate_policies.is_some() && when.operation.is_some_and(|operation| !looks_at_others(operation)) {
        return Some("the rule demands certificate policies where nobody else's certificate is looked at");
    }
    None
}

fn grade(text: &str, axis: Axis, words: &Vocabulary) -> Option<GradeCondition> {
    let (comparison, id) = match text.strip_prefix(">=") {
        Some(id) => (Comparison::AtLeast, id),
        None => (Comparison::Exactly, text),
    };
    let (found, number) = level(words, id)?;
    (found == axis).then_some(GradeCondition { axis, comparison, number })
}

fn demands(row: &mut Table<'_>, groups: &[Group], complaints: &mut Complaints<'_>) -> Demands {
    let mut requirement = |key, complaints: &mut Complaints<'_>| {
        let value = row.take(key)?;
        word(&value, "required, optional or forbidden", Requirement::from_name, complaints)
    };
    let (encrypt, sign) = (requirement("encrypt", complaints), requirement("sign", complaints));
    let mut mandatory = |key| {
        let value = row.take(key)?;
        word(&value, "required", Mandatory::from_name, complaints).map(|demand| (value.span(), demand))
    };
    let (timestamp, acknowledge) = (mandatory("timestamp"), mandatory("acknowledge"));
    let recovery_recipient = mandatory("recovery-recipient");
    if let Some((span, _)) = &recovery_recipient
        && !groups.iter().any(|group| group.id == RECOVERY)
    {
        complaints.at(span, format!("there is no [[group]] with the id \"{RECOVERY}\""));
    }
    let min_strength = row.take("min-strength").and_then(|value| number(&value, 1, 1024, complaints));
    let recipients = row.take("recipients").and_then(|value| recipients(&value, groups, complaints));
    let revocation =
        row.take("revocation").and_then(|value| word(&value, "required or when-available", revocation, complaints));
    let max_age = row.take("revocation-max-age").and_then(|value| number(&value, 1, 366, complaints));
    let certificate_policies =
        row.take("certificate-policies").and_then(|value| certificate_policies(value, complaints));
    let foreign = row.take("foreign").and_then(|value| array(value, complaints)).map(|names| {
        let measure = |name: &Value<'_>| word(name, &measures(), Measure::from_name, complaints);
        names.iter().filter_map(measure).collect()
    });
    let level = row.take("signature-level");
    let preferred = row.take("preferred-signature-level");
    let storage = row.take("key-storage");
    let file_name = row.take("file-name");
    let waiver = row.take("waiver");
    Demands {
        encrypt,
        sign,
        min_strength: min_strength.and_then(|bits| u16::try_from(bits).ok()),
        recipients,
        revocation,
        revocation_max_age: max_age.and_then(|days| u16::try_from(days).ok()),
        certificate_policies,
        foreign,
        signature_level: level.and_then(|v| word(&v, "B, T, LT or LTA", SignatureLevel::from_name, complaints)),
        preferred_signature_level: preferred
            .and_then(|v| word(&v, "B, T, LT or LTA", SignatureLevel::from_name, complaints)),
        timestamp: timestamp.map(|(_, demand)| demand),
        recovery_recipient: recovery_recipient.map(|(_, demand)| demand),
        key_storage: storage.and_then(|value| word(&value, "any or token", Storage::from_name, complaints)),
        file_name: file_name.and_then(|value| word(&value, "hidden", FileNameDemand::from_name, complaints)),
        waiver: waiver.and_then(|value| word(&value, "forbidden", WaiverDemand::from_name, complaints)),
        acknowledge: acknowledge.map(|(_, demand)| demand),
    }
}

fn recipients(value: &Value<'_>, groups: &[Group], complaints: &mut Complaints<'_>) -> Option<Recipients> {
    let meaning = |text: &str| match text {
        "any" => Some(Recipients::Any),
        "listed" => Some(Recipients::Listed),
        _ => {
            let id = text.strip_prefix("group:")?;
            groups.iter().any(|group| group.id == id).then(|| Recipients::Group(id.to_owned()))
        }
    };
    word(value, "any, listed or group:ID with a [[group]] of this policy", meaning, complaints)
}

fn certificate_policies(value: Value<'_>, complaints: &mut Complaints<'_>) -> Option<BTreeSet<Oid>> {
    let span = value.span();
    let names = array(value, complaints)?;
    //= spec/policy.md#certificate-policies
    //# A rule that states no certificate policy, more than 64, or anyPolicy, MUST be refused.
    if names.is_empty() || names.len() > MAX_CERTIFICATE_POLICIES {
        complaints.at(&span, format!("expected 1 to {MAX_CERTIFICATE_POLICIES} certificate policies"));
        return None;
    }
    let named = |text: &str| Oid::parse(text).ok().filter(|policy| *policy != ANY_POLICY);
    let expected = "the object identifier of a certificate policy, dotted, and not anyPolicy";
    let read: Vec<Option<Oid>> = names.iter().map(|name| word(name, expected, named, complaints)).collect();
    read.into_iter().collect()
}

fn revocation(text: &str) -> Option<Revocation> {
    match text {
        "required" => Some(Revocation::Required),
        "when-available" => Some(Revocation::WhenAvailable),
        _ => None,
    }
}

fn measures() -> String {
    let names = Measure::ALL.iter().map(|measure| measure.name()).collect::<Vec<_>>();
    format!("a measure ({})", names.join(", "))
}
