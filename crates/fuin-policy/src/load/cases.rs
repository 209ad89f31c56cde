//! `[[case]]`.

use std::collections::BTreeSet;

use fuin_crypto::AlgorithmUse;
use fuin_label::{Label, RestrictionId, Vocabulary};

use super::unique_identifier;
use crate::algorithms::known_use;
use crate::case::Case;
use crate::document::{Complaints, Table, Value, array, day, tables, text, word};
use crate::request::{
    Acknowledged, LabelFact, Listing, Measure, Operation, OwnedLabel, OwnedRequest, Past, Place, RecipientFacts,
    RecipientKind, Request,
};

pub(super) fn read(root: &mut Table<'_>, words: Option<&Vocabulary>, complaints: &mut Complaints<'_>) -> Vec<Case> {
    let (mut seen, mut cases) = (BTreeSet::new(), Vec::new());
    for mut row in tables(root, "case", complaints) {
        let position = complaints.position(row.span.start);
        let id = unique_identifier(&mut row, &mut seen, complaints);
        let date = row.need("date", complaints).and_then(|value| day(&value, complaints));
        let operation = row
            .need("operation", complaints)
            .and_then(|value| word(&value, "seal, open, sign, verify or dispose", Operation::from_name, complaints));
        let label = label(&mut row, words, complaints);
        let algorithms = uses(&mut row, "algorithms", complaints);
        let certificates = uses(&mut row, "certificates", complaints);
        let recipients = tables(&mut row, "recipients", complaints);
        let recipients = recipients.into_iter().filter_map(|facts| recipient(facts, complaints)).collect();
        let places = list(&mut row, "places", complaints);
        let place =
            |name: &Value<'_>| word(name, "removable, sync-folder or network-share", Place::from_name, complaints);
        let places = places.iter().filter_map(place).collect();
        let acknowledged =
            row.take("acknowledged").and_then(|value| word(&value, "yes or no", Acknowledged::from_name, complaints));
        let permissions = list(&mut row, "permissions", complaints);
        let permission =
            |name: &Value<'_>| word(name, "the id of a restriction", |text| RestrictionId::new(text).ok(), complaints);
        let permissions = permissions.iter().filter_map(permission).collect();
        let past = list(&mut row, "past", complaints);
        let past = past.iter().filter_map(|v| word(v, "received or opened", Past::from_name, complaints)).collect();
        let missing = list(&mut row, "missing", complaints);
        let missing =
            missing.iter().filter_map(|name| word(name, "a measure", Measure::from_name, complaints)).collect();
        let mut refused: Vec<String> = match row.need("refused", complaints).and_then(|value| array(value, complaints))
        {
            None => Vec::new(),
            Some(codes) => codes.iter().filter_map(|code| text(code, complaints)).collect(),
        };
        refused.sort();
        refused.dedup();
        row.finish(complaints);
        if let (Some(id), Some(date), Some(operation)) = (id, date, operation) {
            let label = label.map_or(OwnedLabel::Missing, OwnedLabel::Stated);
            let request = OwnedRequest {
                label,
                algorithms,
                certificates,
                recipients,
                missing,
                places,
                acknowledged: acknowledged.unwrap_or(Acknowledged::No),
                permissions,
                past,
                ..OwnedRequest::of(&Request::new(operation, LabelFact::Missing))
            };
            cases.push(Case { id, position, date, request, refused });
        }
    }
    cases
}

fn list<'i>(row: &mut Table<'i>, key: &str, complaints: &mut Complaints<'_>) -> Vec<Value<'i>> {
    row.take(key).and_then(|value| array(value, complaints)).unwrap_or_default()
}

fn label(row: &mut Table<'_>, words: Option<&Vocabulary>, complaints: &mut Complaints<'_>) -> Option<Label> {
    let restrictions = list(row, "restrict", complaints);
    let restrictions = restrictions.iter().filter_map(|value| text(value, complaints)).collect::<Vec<_>>();
    let value = row.take("label")?;
    let grades = text(&value, complaints)?;
    match words?.parse_label(&grades, &restrictions) {
        Ok(label) => Some(label),
        Err(error) => {
            complaints.at(&value.span(), error.to_string());
            None
        }
    }
}

fn uses(row: &mut Table<'_>, key: &str, complaints: &mut Complaints<'_>) -> Vec<AlgorithmUse> {
    let names = list(row, key, complaints);
    let known = |name: &str| known_use(name, "the case");
    names
        .iter()
        .filter_map(|name| word(name, "an algorithm known by name (RSA as rsa-pss/3072)", known, complaints))
        .collect()
}

fn recipient(mut row: Table<'_>, complaints: &mut Complaints<'_>) -> Option<RecipientFacts> {
    let name = row.need("name", complaints).and_then(|value| text(&value, complaints));
    let kind = row
        .need("kind", complaints)
        .and_then(|value| word(&value, "agency, unit, contractor or external", RecipientKind::from_name, complaints));
    let listed = row
        .need("listing", complaints)
        .and_then(|value| word(&value, "listed or unlisted", Listing::from_name, complaints));
    let certificate = row.take("certificate").and_then(|value| super::parties::digest(&value, complaints));
    row.finish(complaints);
    Some(RecipientFacts { name: name?, kind: kind?, listed: listed?, certificate })
}
