//! `[authority]`, `[[group]]` and `[[equivalent]]`: who signs, who belongs together, and whose labels mean what here.

use std::collections::{BTreeMap, BTreeSet};

use fuin_label::{LabelPolicyId, LevelNumber, RestrictionId, Vocabulary};

use super::vocabulary::{axis_letter, level};
use super::{source, unique_identifier};
use crate::document::{Complaints, Table, Value, array, number, table, tables, text, word};
use crate::policy::{Authority, Equivalent, Group};

/// The most keys or certificates that one list may hold.
const MAX_DIGESTS: usize = 1000;

pub(super) fn authority(value: Value<'_>, complaints: &mut Complaints<'_>) -> Option<Authority> {
    let mut row = table(value, complaints)?;
    let name = row.need("name", complaints).and_then(|value| text(&value, complaints));
    let keys = row.need("keys", complaints).and_then(|value| digests(value, complaints));
    let source = source(&mut row, complaints);
    row.finish(complaints);
    Some(Authority { name: name?, keys: keys?.into_iter().collect(), source })
}

pub(super) fn groups(root: &mut Table<'_>, complaints: &mut Complaints<'_>) -> Vec<Group> {
    let (mut seen, mut groups) = (BTreeSet::new(), Vec::new());
    for mut row in tables(root, "group", complaints) {
        let id = unique_identifier(&mut row, &mut seen, complaints);
        let mut words = |key| row.need(key, complaints).and_then(|value| text(&value, complaints));
        let (en, ja) = (words("en"), words("ja"));
        let certificates = row.need("certificates", complaints).and_then(|value| digests(value, complaints));
        let source = source(&mut row, complaints);
        row.finish(complaints);
        if let (Some(id), Some(en), Some(ja), Some(certificates)) = (id, en, ja, certificates) {
            groups.push(Group { id, en, ja, certificates, source });
        }
    }
    groups
}

pub(super) fn equivalents(
    root: &mut Table<'_>,
    words: Option<&Vocabulary>,
    complaints: &mut Complaints<'_>,
) -> Vec<Equivalent> {
    let (mut seen, mut equivalents) = (BTreeSet::new(), Vec::new());
    for row in tables(root, "equivalent", complaints) {
        equivalents.extend(equivalent(row, &mut seen, words, complaints));
    }
    equivalents
}

fn equivalent(
    mut row: Table<'_>,
    seen: &mut BTreeSet<String>,
    words: Option<&Vocabulary>,
    complaints: &mut Complaints<'_>,
) -> Option<Equivalent> {
    let id = unique_identifier(&mut row, seen, complaints);
    let name = row.need("name", complaints).and_then(|value| text(&value, complaints));
    let policy = row.need("label-policy", complaints).and_then(|value| {
        let foreign = |text: &str| {
            let policy = LabelPolicyId::new(text).ok()?;
            //= spec/policy.md#equivalents
            //# An equivalent of the policy's own label policy MUST be refused.
            words.is_none_or(|words| words.policy != policy).then_some(policy)
        };
        word(&value, "the object identifier of another label policy", foreign, complaints)
    });
    let mut grades = BTreeMap::new();
    for mut grade in tables(&mut row, "grade", complaints) {
        let span = grade.span.clone();
        let axis = grade.need("axis", complaints).and_then(|value| word(&value, "C, I or A", axis_letter, complaints));
        let theirs = grade.need("number", complaints).and_then(|value| number(&value, 0, 256, complaints));
        let ours = grade.need("level", complaints).and_then(|value| {
            let find = |text: &str| words.map_or(Some(None), |words| level(words, text).map(Some));
            word(&value, "a level of this policy", find, complaints).flatten()
        });
        grade.finish(complaints);
        let (Some(axis), Some(theirs), Some((of, ours))) =
            (axis, theirs.and_then(|number| LevelNumber::new(number).ok()), ours)
        else {
            continue;
        };
        if of != axis {
            complaints.at(&span, "the level is of another axis");
        } else if grades.insert((axis, theirs), ours).is_some() {
            complaints.at(&span, format!("{axis} {} has an equivalent already", theirs.value()));
        }
    }
    let restrictions = restrictions(&mut row, words, complaints);
    let source = source(&mut row, complaints);
    row.finish(complaints);
    Some(Equivalent { id: id?, name: name?, policy: policy?, grades, restrictions, source })
}

fn restrictions(
    row: &mut Table<'_>,
    words: Option<&Vocabulary>,
    complaints: &mut Complaints<'_>,
) -> BTreeMap<RestrictionId, RestrictionId> {
    let mut restrictions = BTreeMap::<RestrictionId, RestrictionId>::new();
    for mut pair in tables(row, "restriction", complaints) {
        let span = pair.span.clone();
        let theirs = pair.need("id", complaints).and_then(|value| {
            word(&value, "the id of a restriction", |text| RestrictionId::new(text).ok(), complaints)
        });
        let ours = pair.need("restriction", complaints).and_then(|value| {
            let find = |text: &str| {
                words.map_or(Some(None), |words| words.restriction(text).map(|found| Some(found.id.clone())))
            };
            word(&value, "a restriction of this policy", find, complaints).flatten()
        });
        pair.finish(complaints);
        if let (Some(theirs), Some(ours)) = (theirs, ours)
            && restrictions.insert(theirs.clone(), ours).is_some()
        {
            complaints.at(&span, format!("the restriction {theirs} has an equivalent already"));
        }
    }
    restrictions
}

/// SHA-256 digests, each once.
fn digests(value: Value<'_>, complaints: &mut Complaints<'_>) -> Option<BTreeSet<[u8; 32]>> {
    let span = value.span();
    let values = array(value, complaints)?;
    if values.is_empty() || values.len() > MAX_DIGESTS {
        complaints.at(&span, format!("the list must hold 1 to {MAX_DIGESTS} digests"));
        return None;
    }
    Some(values.iter().filter_map(|value| digest(value, complaints)).collect())
}

/// A SHA-256 digest: 64 hexadecimal digits.
pub(super) fn digest(value: &Value<'_>, complaints: &mut Complaints<'_>) -> Option<[u8; 32]> {
    let decode = |text: &str| {
        let digits = text.as_bytes();
        let mut octets = [0; 32];
        if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        for (octet, pair) in octets.iter_mut().zip(digits.chunks_exact(2)) {
            *octet = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(octets)
    };
    word(value, "a SHA-256 digest of 64 hexadecimal digits", decode, complaints)
}
