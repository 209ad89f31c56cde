//! Security categories of the private arc (spec/label.md).

use std::collections::BTreeSet;

use fuin_crypto::Oid;
use fuin_label::restriction::MAX_MEMBERS;
use fuin_label::vocabulary::parse_date;
use fuin_label::{Label, LevelNumber, Parameter, Restriction, RestrictionId};
use jiff::civil::Date;

use super::{MAX_CATEGORIES, level, text};
use crate::der_values::{self, DerReader, tag};
use crate::error::Error;
use crate::oids;

const STRUCTURE: &str = "SecurityCategory";

/// The security categories of a label, as far as they are understood.
#[derive(Debug, Default)]
pub(super) struct Categories {
    pub(super) integrity: Option<LevelNumber>,
    pub(super) availability: Option<LevelNumber>,
    pub(super) restrictions: BTreeSet<Restriction>,
    pub(super) keep_until: Option<Date>,
    pub(super) confidential_until: Option<Date>,
    pub(super) unknown: Vec<Oid>,
}

/// The categories that carry a label, each encoded, in no order.
pub(super) fn encode(label: &Label) -> Result<Vec<Vec<u8>>, Error> {
    let grade = |number: LevelNumber| der_values::unsigned(u64::from(number.value()));
    let mut categories = vec![
        category(&oids::FUIN_CATEGORY_INTEGRITY, &grade(label.grades.integrity)),
        category(&oids::FUIN_CATEGORY_AVAILABILITY, &grade(label.grades.availability)),
    ];
    for restriction in &label.restrictions {
        categories.push(category(&oids::FUIN_CATEGORY_RESTRICTION, &encode_restriction(restriction)?));
    }
    if let Some(day) = label.keep_until {
        categories.push(category(&oids::FUIN_CATEGORY_KEEP_UNTIL, &der_values::utf8_string(&day_text(day)?)));
    }
    if let Some(day) = label.confidential_until {
        categories.push(category(&oids::FUIN_CATEGORY_CONFIDENTIAL_UNTIL, &der_values::utf8_string(&day_text(day)?)));
    }
    Ok(categories)
}

/// Reads the contents of the SET OF; in DER its members are sorted.
pub(super) fn decode(mut set: DerReader<'_>) -> Result<Categories, Error> {
    let mut categories = Categories::default();
    let mut previous: &[u8] = &[];
    let mut count = 0usize;
    while !set.is_empty() {
        let at = set.malformed();
        count = count.saturating_add(1);
        if count > MAX_CATEGORIES {
            return Err(Error::Limit { what: "security categories", limit: MAX_CATEGORIES as u64 });
        }
        let mut ahead = set.clone();
        let raw = ahead.element()?.raw;
        if raw < previous {
            return Err(at);
        }
        previous = raw;
        let member = set.sequence(STRUCTURE)?;
        decode_category(member, &mut categories)?;
    }
    if count == 0 { Err(set.malformed()) } else { Ok(categories) }
}

/// `SEQUENCE { type [0] OBJECT IDENTIFIER, value [1] ANY }`, where the first tag is implicit and the second cannot be.
fn category(category_type: &Oid, value: &[u8]) -> Vec<u8> {
    der_values::sequence(&[
        &der_values::value(tag::context(0), category_type.as_content()),
        &der_values::value(tag::context_constructed(1), value),
    ])
}

fn decode_category(mut member: DerReader<'_>, categories: &mut Categories) -> Result<(), Error> {
    let at = member.malformed();
    let category_type = Oid::from_content(member.expect(tag::context(0))?).map_err(|_| member.malformed())?;
    let mut value = member.nested(tag::context_constructed(1), STRUCTURE)?;
    member.finish()?;
    let first_of_its_kind = if category_type == oids::FUIN_CATEGORY_INTEGRITY {
        categories.integrity.replace(level(&mut value)?).is_none()
    } else if category_type == oids::FUIN_CATEGORY_AVAILABILITY {
        categories.availability.replace(level(&mut value)?).is_none()
    } else if category_type == oids::FUIN_CATEGORY_RESTRICTION {
        categories.restrictions.insert(decode_restriction(&mut value)?)
    } else if category_type == oids::FUIN_CATEGORY_KEEP_UNTIL {
        categories.keep_until.replace(day(&mut value, tag::UTF8_STRING)?).is_none()
    } else if category_type == oids::FUIN_CATEGORY_CONFIDENTIAL_UNTIL {
        categories.confidential_until.replace(day(&mut value, tag::UTF8_STRING)?).is_none()
    } else {
        value.element()?;
        categories.unknown.push(category_type);
        true
    };
    value.finish()?;
    if first_of_its_kind { Ok(()) } else { Err(at) }
}

/// `SEQUENCE { id UTF8String, parameter CHOICE { group [0], date [1], place [2] UTF8String, hours [3] INTEGER }
/// OPTIONAL, members [4] SET OF OCTET STRING (SIZE (32)) OPTIONAL }`, tags implicit; only a group has members.
fn encode_restriction(restriction: &Restriction) -> Result<Vec<u8>, Error> {
    let parameter = match &restriction.parameter {
        None => Vec::new(),
        Some(Parameter::Group { name, members }) => {
            let mut group = der_values::value(tag::context(0), name.as_bytes());
            group.extend(encode_members(members)?);
            group
        }
        Some(Parameter::Date(day)) => der_values::value(tag::context(1), day_text(*day)?.as_bytes()),
        Some(Parameter::Place(place)) => der_values::value(tag::context(2), place.as_bytes()),
        Some(Parameter::Hours(hours)) => {
            let integer = der_values::unsigned(u64::from(*hours));
            let contents = DerReader::new(&integer, STRUCTURE, 0).integer()?.to_vec();
            der_values::value(tag::context(3), &contents)
        }
    };
    Ok(der_values::sequence(&[&der_values::utf8_string(restriction.id.as_str()), &parameter]))
}

fn decode_restriction(value: &mut DerReader<'_>) -> Result<Restriction, Error> {
    let mut inner = value.sequence("handling restriction")?;
    let at = inner.malformed();
    let id = RestrictionId::new(text(&mut inner, tag::UTF8_STRING)?).map_err(|_| at)?;
    let at = inner.malformed();
    let parameter = match inner.peek() {
        None => None,
        Some(0x80) => Some(decode_group(&mut inner)?),
        Some(0x81) => Some(Parameter::Date(day(&mut inner, tag::context(1))?)),
        Some(0x82) => Some(Parameter::place(text(&mut inner, tag::context(2))?).map_err(|_| at)?),
        Some(0x83) => {
            let integer = der_values::value(tag::INTEGER, inner.expect(tag::context(3))?);
            let hours = DerReader::new(&integer, STRUCTURE, 0).unsigned().ok();
            Some(Parameter::Hours(hours.and_then(|hours| u32::try_from(hours).ok()).ok_or(at)?))
        }
        Some(_) => return Err(at),
    };
    inner.finish()?;
    Ok(Restriction { id, parameter })
}

/// Nothing where there are no members: the group is then known by its name alone.
fn encode_members(members: &BTreeSet<[u8; 32]>) -> Result<Vec<u8>, Error> {
    if members.len() > MAX_MEMBERS {
        return Err(Error::Limit { what: "members of a group", limit: MAX_MEMBERS as u64 });
    }
    if members.is_empty() {
        return Ok(Vec::new());
    }
    // All are of one length, so that the order of a BTreeSet is the order of DER.
    let digests: Vec<u8> = members.iter().flat_map(|digest| der_values::octet_string(digest)).collect();
    Ok(der_values::value(tag::context_constructed(4), &digests))
}

fn decode_group(inner: &mut DerReader<'_>) -> Result<Parameter, Error> {
    let at = inner.malformed();
    let group = Parameter::group(text(inner, tag::context(0))?).map_err(|_| at)?;
    let Some(mut set) = inner.optional_nested(tag::context_constructed(4), "members of a group")? else {
        return Ok(group);
    };
    let Parameter::Group { name, mut members } = group else { return Err(set.malformed()) };
    //= spec/cms-profile.md#labels
    //# The members of a group MUST be 1 to 1000 different digests in ascending order.
    loop {
        let at = set.malformed();
        if members.len() >= MAX_MEMBERS {
            return Err(Error::Limit { what: "members of a group", limit: MAX_MEMBERS as u64 });
        }
        let Ok(digest) = <[u8; 32]>::try_from(set.expect(tag::OCTET_STRING)?) else { return Err(at) };
        if members.last().is_some_and(|last| *last >= digest) {
            return Err(at);
        }
        members.insert(digest);
        if set.is_empty() {
            return Ok(Parameter::Group { name, members });
        }
    }
}

/// A day is a text such as `2055-03-31`: a GeneralizedTime would be an instant, which a day is not.
fn day_text(day: Date) -> Result<String, Error> {
    let text = day.to_string();
    match parse_date(&text) {
        Some(same) if same == day => Ok(text),
        _ => Err(fuin_label::Error::Text { what: "the date" }.into()),
    }
}

fn day(reader: &mut DerReader<'_>, tag: u8) -> Result<Date, Error> {
    let at = reader.malformed();
    parse_date(text(reader, tag)?).ok_or(at)
}
