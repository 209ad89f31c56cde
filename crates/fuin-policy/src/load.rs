//! From bytes to a validated policy: everything that is wrong is found in one reading.

mod algorithms;
mod cases;
mod overlay;
mod parties;
mod rules;
mod vocabulary;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use toml::de::DeTable;

use crate::document::{Complaints, Table, Value, day, number, table, text, word};
use crate::error::Error;
use crate::policy::{AfterExpiry, Authority, Contact, Policy, PolicyReference, Source};

/// The largest policy document, in octets.
pub const MAX_DOCUMENT: usize = 1 << 20;

/// The most lines of a document: what the TOML parser spends on each is bounded only by their number.
const MAX_LINES: usize = 20_000;
/// The most opening brackets of a document, for the same reason.
const MAX_BRACKETS: usize = 40_000;

pub(crate) fn policy(bytes: &[u8], digest: [u8; 32], bases: &[Policy]) -> Result<Policy, Error> {
    let (text, root) = parsed(bytes)?;
    let mut complaints = Complaints::new(text);
    let loaded = document(root, digest, bases, &mut complaints);
    match loaded {
        Some(policy) if complaints.is_empty() => Ok(policy),
        _ => Err(Error::Document(complaints.into_diagnostics())),
    }
}

/// The SHA-256 of what a document says to extend; none where it says nothing, or nothing that can be read.
pub(crate) fn extended(bytes: &[u8]) -> Option<[u8; 32]> {
    let (text, mut root) = parsed(bytes).ok()?;
    let mut ignored = Complaints::new(text);
    let sha256 = table(root.take("extends")?, &mut ignored)?.take("sha256")?;
    parties::digest(&sha256, &mut ignored)
}

/// The text of a document and its root table: whatever is refused without knowing the language.
fn parsed(bytes: &[u8]) -> Result<(&str, Table<'_>), Error> {
    //= spec/policy.md#documents
    //# A document of more than 1 MiB MUST be refused before it is read.
    if bytes.len() > MAX_DOCUMENT {
        return Err(Error::TooLarge { octets: bytes.len(), limit: MAX_DOCUMENT });
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let text = std::str::from_utf8(valid).unwrap_or_default();
            let mut complaints = Complaints::new(text);
            complaints.at(&(text.len()..text.len()), "the document is not UTF-8");
            return Err(Error::Document(complaints.into_diagnostics()));
        }
    };
    let mut complaints = Complaints::new(text);
    //= spec/policy.md#documents
    //# A document of more than 20,000 lines or 40,000 opening brackets MUST be refused before it is parsed.
    let count = |wanted: &[u8]| bytes.iter().filter(|byte| wanted.contains(byte)).count();
    if count(b"\n\r") > MAX_LINES || count(b"[{") > MAX_BRACKETS {
        complaints.at(&(0..0), format!("over {MAX_LINES} lines or {MAX_BRACKETS} brackets"));
        return Err(Error::Document(complaints.into_diagnostics()));
    }
    let (root, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        for error in errors {
            complaints.at(&error.span().unwrap_or(0..0), error.message().replace('\n', ", "));
        }
        return Err(Error::Document(complaints.into_diagnostics()));
    }
    let span = root.span();
    Ok((text, Table::new(root.into_inner(), span)))
}

fn document(
    mut root: Table<'_>,
    digest: [u8; 32],
    bases: &[Policy],
    complaints: &mut Complaints<'_>,
) -> Option<Policy> {
    root.need("schema", complaints).and_then(|value| number(&value, 1, 1, complaints));
    let id = root.need("id", complaints).and_then(|value| identifier(&value, complaints));
    let serial = root.need("serial", complaints).and_then(|value| number(&value, 1, i64::MAX as u64, complaints));
    let title = root.need("title", complaints).and_then(|value| text(&value, complaints));
    let days = validity(&mut root, complaints);
    let after_expiry = root
        .need("after-expiry", complaints)
        .and_then(|value| word(&value, "warn or refuse", after_expiry, complaints));
    let contact = root.take("contact").and_then(|value| contact(value, complaints));
    let authority = root.take("authority").and_then(|value| parties::authority(value, complaints));
    let extends = root.take("extends");
    let own = Own { id, serial, digest, title, days, after_expiry, contact, authority };
    match extends {
        None => baseline(root, own, complaints),
        Some(value) => overlay::read(root, own, value, bases, complaints),
    }
}

/// What every document states for itself.
struct Own {
    id: Option<String>,
    serial: Option<u64>,
    digest: [u8; 32],
    title: Option<String>,
    days: Option<(Date, Date)>,
    after_expiry: Option<AfterExpiry>,
    contact: Option<Contact>,
    authority: Option<Authority>,
}

fn baseline(mut root: Table<'_>, own: Own, complaints: &mut Complaints<'_>) -> Option<Policy> {
    let words = vocabulary::read(&mut root, complaints);
    let algorithms = match root.need("algorithms", complaints) {
        Some(section) => algorithms::read(section, complaints),
        None => None,
    };
    let rsa = root.need("key-sizes", complaints).and_then(|section| algorithms::key_sizes(section, complaints));
    let strength = root.need("strength", complaints).and_then(|section| algorithms::strength(section, complaints));
    let known = words.as_ref().map(|(words, _)| words);
    let horizons = vocabulary::horizons(&mut root, known, complaints);
    let quarantine = vocabulary::quarantine(&mut root, known, complaints);
    let groups = parties::groups(&mut root, complaints);
    let rules = rules::read(&mut root, known, &groups, complaints);
    let equivalents = parties::equivalents(&mut root, known, complaints);
    let cases = cases::read(&mut root, known, complaints);
    root.finish(complaints);

    let (vocabulary, restriction_sources) = words?;
    let (issued, expires) = own.days?;
    Some(Policy {
        reference: PolicyReference { id: own.id?, serial: own.serial?, sha256: own.digest },
        extends: None,
        title: own.title?,
        issued,
        expires,
        after_expiry: own.after_expiry?,
        contact: own.contact,
        authority: own.authority,
        groups,
        equivalents,
        vocabulary: Arc::new(vocabulary),
        restriction_sources,
        algorithms: algorithms?,
        rsa: rsa?,
        strength: strength?,
        horizons,
        quarantine,
        rules,
        cases,
    })
}

fn after_expiry(text: &str) -> Option<AfterExpiry> {
    match text {
        "warn" => Some(AfterExpiry::Warn),
        "refuse" => Some(AfterExpiry::Refuse),
        _ => None,
    }
}

fn validity(root: &mut Table<'_>, complaints: &mut Complaints<'_>) -> Option<(Date, Date)> {
    let issued = root.need("issued", complaints).and_then(|value| day(&value, complaints));
    let end = root.need("expires", complaints)?;
    let (issued, expires) = (issued?, day(&end, complaints)?);
    if expires < issued {
        complaints.at(&end.span(), format!("the policy expires on {expires}, before it is issued on {issued}"));
        return None;
    }
    Some((issued, expires))
}

fn contact(value: Value<'_>, complaints: &mut Complaints<'_>) -> Option<Contact> {
    let mut contact = table(value, complaints)?;
    let name = contact.need("name", complaints).and_then(|value| text(&value, complaints));
    let name_ja = contact.take("name-ja").and_then(|value| text(&value, complaints));
    let address = contact.take("address").and_then(|value| text(&value, complaints));
    let incidents = contact.take("incidents").and_then(|value| text(&value, complaints));
    contact.finish(complaints);
    Some(Contact { name: name?, name_ja, address, incidents })
}

/// The `clause` and `why` that every row may carry.
fn source(row: &mut Table<'_>, complaints: &mut Complaints<'_>) -> Source {
    Source {
        clause: row.take("clause").and_then(|value| text(&value, complaints)),
        why: row.take("why").and_then(|value| text(&value, complaints)),
    }
}

/// An id: 1 to 64 of `a-z`, `0-9`, `.` and `-`, a letter or digit at both ends, since it becomes part of file names.
fn identifier(value: &Value<'_>, complaints: &mut Complaints<'_>) -> Option<String> {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.');
    let bounded = |text: &str| {
        let mut ends = text.bytes().next().into_iter().chain(text.bytes().last());
        ends.all(|b| b.is_ascii_alphanumeric())
    };
    let checked =
        |text: &str| (text.len() <= 64 && text.bytes().all(allowed) && bounded(text)).then(|| text.to_owned());
    word(value, "an id: at most 64 of a-z, 0-9, `.` and `-`, neither first nor last a `.` or `-`", checked, complaints)
}

/// An id that no earlier row of its kind has.
fn unique_identifier(
    row: &mut Table<'_>,
    seen: &mut BTreeSet<String>,
    complaints: &mut Complaints<'_>,
) -> Option<String> {
    let value = row.need("id", complaints)?;
    let id = identifier(&value, complaints)?;
    if !seen.insert(id.clone()) {
        complaints.at(&value.span(), format!("the id \"{id}\" is used twice"));
        return None;
    }
    Some(id)
}
