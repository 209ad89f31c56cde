//! Between a fuin label and an XML one.
//!
//! The confidentiality grade is the classification; what ADatP-4774 has no field for travels as categories, whose
//! identifiers are arcs under that of the label policy.

use std::collections::BTreeSet;
use std::fmt::Write;

use fuin_label::vocabulary::parse_date;
use fuin_label::{Axis, Grades, Label, LevelNumber, Parameter, Restriction, Vocabulary};
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::{Category, CategoryType, ConfidentialityLabel, Kind, OriginatorId};
use crate::check_text;
use crate::error::{Error, excerpt};

/// A category of fuin's: its tag name, its arc under the label policy, and its type.
struct Tag {
    name: &'static str,
    arc: u8,
    category_type: CategoryType,
}

const INTEGRITY: Tag = Tag { name: "integrity", arc: 1, category_type: CategoryType::Informative };
const AVAILABILITY: Tag = Tag { name: "availability", arc: 2, category_type: CategoryType::Informative };
const RESTRICTION: Tag = Tag { name: "restriction", arc: 3, category_type: CategoryType::Restrictive };
const KEEP_UNTIL: Tag = Tag { name: "keep-until", arc: 4, category_type: CategoryType::Informative };
const CONFIDENTIAL_UNTIL: Tag = Tag { name: "confidential-until", arc: 5, category_type: CategoryType::Restrictive };
/// A restriction to a group whose members are known: the restriction, then its members.
const GROUP: Tag = Tag { name: "group", arc: 6, category_type: CategoryType::Restrictive };

/// How many years after its creation a label is to be reviewed that is not confidential until a day.
const REVIEW_YEARS: i32 = 5;

pub(super) fn from_label(
    label: &Label,
    vocabulary: &Vocabulary,
    created: Timestamp,
    originator: Option<&str>,
) -> Result<ConfidentialityLabel, Error> {
    vocabulary.check(label)?;
    let id = |axis: Axis| {
        let level = vocabulary.level(axis, label.grades.on(axis));
        level.map(|level| level.id.clone()).ok_or(Error::Value { what: "a grade" })
    };
    let category = |tag: &Tag, values: Vec<String>| Category {
        category_type: tag.category_type,
        tag: tag.name.to_owned(),
        uri: Some(uri(vocabulary, Some(tag))),
        values,
    };
    let mut categories =
        vec![category(&INTEGRITY, vec![id(Axis::Integrity)?]), category(&AVAILABILITY, vec![id(Axis::Availability)?])];
    let (groups, bare): (Vec<_>, Vec<_>) = label.restrictions.iter().partition(|it| !members(it).is_empty());
    if !bare.is_empty() {
        categories.push(category(&RESTRICTION, bare.iter().map(ToString::to_string).collect()));
    }
    for restriction in groups {
        let members = members(restriction).into_iter().map(hexadecimal);
        categories.push(category(&GROUP, std::iter::once(restriction.to_string()).chain(members).collect()));
    }
    for (tag, day) in [(KEEP_UNTIL, label.keep_until), (CONFIDENTIAL_UNTIL, label.confidential_until)] {
        categories.extend(day.map(|day| category(&tag, vec![day.to_string()])));
    }
    let xml = ConfidentialityLabel {
        kind: Kind::Originator,
        policy: vocabulary.policy.to_string(),
        policy_uri: Some(uri(vocabulary, None)),
        classification: id(Axis::Confidentiality)?,
        privacy_mark: Some(vocabulary.marking(label, vocabulary.marking_language)),
        categories,
        originator: originator.map(originator_id).transpose()?,
        created: Some(created),
        review: Some(review(label, created).ok_or(Error::Value { what: "the time of creation" })?),
        succession: None,
    };
    //= spec/label.md#other-formats
    //# A label that is written as XML MUST be read back as the same label.
    // A label with a value that has no text of its own (a restriction of 0 hours) must not come back as another one.
    if to_label(&xml, vocabulary).as_ref() != Ok(label) {
        return Err(Error::Value { what: "a parameter of the label" });
    }
    Ok(xml)
}

fn review(label: &Label, created: Timestamp) -> Option<Timestamp> {
    let start = |day: Date| TimeZone::UTC.to_timestamp(day.to_datetime(Time::midnight())).ok();
    let confidential = label.confidential_until.and_then(start).filter(|at| *at > created);
    confidential.or_else(|| {
        let later = TimeZone::UTC.to_datetime(created).checked_add(REVIEW_YEARS.years()).ok()?;
        TimeZone::UTC.to_timestamp(later).ok()
    })
}

fn originator_id(name: &str) -> Result<OriginatorId, Error> {
    check_text(name, "the originator")?;
    let id_type = if name.contains('@') { "rfc822Name" } else { "directoryName" };
    Ok(OriginatorId { id_type: id_type.to_owned(), name: name.to_owned() })
}

fn members(restriction: &Restriction) -> BTreeSet<[u8; 32]> {
    match &restriction.parameter {
        Some(Parameter::Group { members, .. }) => members.clone(),
        _ => BTreeSet::new(),
    }
}

fn hexadecimal(digest: [u8; 32]) -> String {
    digest.iter().fold(String::new(), |mut text, octet| {
        let _infallible = write!(text, "{octet:02x}");
        text
    })
}

/// The identifier of the label policy, or of a category under it.
fn uri(vocabulary: &Vocabulary, tag: Option<&Tag>) -> String {
    tag.map_or_else(
        || format!("urn:oid:{}", vocabulary.policy),
        |tag| format!("urn:oid:{}.{}", vocabulary.policy, tag.arc),
    )
}

pub(super) fn to_label(xml: &ConfidentialityLabel, vocabulary: &Vocabulary) -> Result<Label, Error> {
    let stated = xml.policy_uri.as_deref().unwrap_or(&xml.policy);
    let stated = stated.strip_prefix("urn:oid:").unwrap_or(stated);
    if stated != vocabulary.policy.as_str() {
        let (first, second) = (excerpt(stated), vocabulary.policy.to_string());
        return Err(fuin_label::Error::DifferentPolicies { first, second }.into());
    }
    let (mut integrity, mut availability, mut keep_until, mut confidential_until) = (None, None, None, None);
    let mut restrictions = BTreeSet::new();
    let mut state = |restriction: Restriction| {
        let text = restriction.to_string();
        if restrictions.insert(restriction) { Ok(()) } else { Err(Error::Twice { what: excerpt(&text) }) }
    };
    for category in &xml.categories {
        let is = |tag: &Tag| {
            let known = category.uri.as_ref().is_none_or(|stated| *stated == uri(vocabulary, Some(tag)));
            category.tag == tag.name && category.category_type == tag.category_type && known
        };
        if is(&INTEGRITY) {
            once(&mut integrity, level(vocabulary, Axis::Integrity, only(category)?)?, &INTEGRITY)?;
        } else if is(&AVAILABILITY) {
            once(&mut availability, level(vocabulary, Axis::Availability, only(category)?)?, &AVAILABILITY)?;
        } else if is(&KEEP_UNTIL) {
            once(&mut keep_until, day(only(category)?)?, &KEEP_UNTIL)?;
        } else if is(&CONFIDENTIAL_UNTIL) {
            once(&mut confidential_until, day(only(category)?)?, &CONFIDENTIAL_UNTIL)?;
        } else if is(&RESTRICTION) {
            category.values.iter().try_for_each(|value| state(vocabulary.parse_restriction(value)?))?;
        } else if is(&GROUP) {
            state(group(category, vocabulary)?)?;
        } else {
            //= spec/label.md#other-formats
            //# An XML label with a category that has no meaning in the vocabulary MUST NOT be taken as understood.
            return Err(Error::NotUnderstood { tag: excerpt(&category.tag) });
        }
    }
    let grades = Grades {
        confidentiality: level(vocabulary, Axis::Confidentiality, &xml.classification)?,
        integrity: integrity.ok_or(Error::Missing { what: "the category integrity" })?,
        availability: availability.ok_or(Error::Missing { what: "the category availability" })?,
    };
    let label = Label { policy: vocabulary.policy.clone(), grades, restrictions, keep_until, confidential_until };
    vocabulary.check(&label)?;
    Ok(label)
}

fn group(category: &Category, vocabulary: &Vocabulary) -> Result<Restriction, Error> {
    let malformed = || Error::Value { what: "the members of a group" };
    let (restriction, digests) = category.values.split_first().ok_or_else(malformed)?;
    let mut restriction = vocabulary.parse_restriction(restriction)?;
    let Some(Parameter::Group { members, .. }) = &mut restriction.parameter else { return Err(malformed()) };
    for text in digests {
        let mut digest = [0u8; 32];
        let whole = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        for (octet, pair) in digest.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).ok().filter(|_| whole).ok_or_else(malformed)?;
            *octet = u8::from_str_radix(pair, 16).map_err(|_| malformed())?;
        }
        if !(whole && members.insert(digest)) {
            return Err(malformed());
        }
    }
    if members.is_empty() { Err(malformed()) } else { Ok(restriction) }
}

fn only(category: &Category) -> Result<&str, Error> {
    match category.values.as_slice() {
        [value] => Ok(value),
        _ => Err(Error::Value { what: "a category of one value" }),
    }
}

fn once<T>(slot: &mut Option<T>, value: T, tag: &Tag) -> Result<(), Error> {
    if slot.replace(value).is_some() { Err(Error::Twice { what: tag.name.to_owned() }) } else { Ok(()) }
}

fn level(vocabulary: &Vocabulary, axis: Axis, id: &str) -> Result<LevelNumber, Error> {
    let level = vocabulary.on(axis).levels.iter().find(|level| level.id == id);
    level.map(|level| level.number).ok_or(Error::Value { what: "a grade" })
}

fn day(text: &str) -> Result<Date, Error> {
    parse_date(text).ok_or(Error::Value { what: "a day" })
}
