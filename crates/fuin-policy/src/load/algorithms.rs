//! `[algorithms]`, `[key-sizes]` and `[strength]`.

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::source;
use crate::algorithms::{AlgorithmRow, AlgorithmRows, Cutoff, KeySize, Status, is_rsa};
use crate::document::{Complaints, Table, Value, array, day, number, table, tables, word, wrong};
use crate::strength::{Standing, StrengthRow, StrengthTable};

pub(super) fn read(section: Value<'_>, complaints: &mut Complaints<'_>) -> Option<BTreeMap<String, AlgorithmRows>> {
    let section = table(section, complaints)?;
    let mut named = BTreeMap::<String, AlgorithmRows>::new();
    for (span, name, value) in section.rest() {
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.');
        let (bare, least) = match name.split_once('/') {
            None => (name.as_ref(), Some(0)),
            Some((bare, least)) => (bare, least.parse::<u32>().ok().filter(|least| (1..=65_536).contains(least))),
        };
        let Some(least) = least.filter(|_| !bare.is_empty() && name.len() <= 100 && bare.bytes().all(allowed)) else {
            complaints.at(&span, format!("`{}` is no name of an algorithm", name.escape_debug()));
            continue;
        };
        if least != 0 && !is_rsa(bare) {
            complaints.at(&span, format!("keys of {bare} do not vary in length"));
        }
        if let Some(row) = table(value, complaints).and_then(|row| algorithm(row, complaints)) {
            named.entry(bare.to_owned()).or_default().by_length.insert(least, row);
        }
    }
    Some(named)
}

fn algorithm(mut row: Table<'_>, complaints: &mut Complaints<'_>) -> Option<AlgorithmRow> {
    let write = row.need("write", complaints).and_then(|value| cutoff(&value, false, complaints));
    let verify = row.need("verify", complaints).and_then(|value| cutoff(&value, false, complaints));
    let open = row.need("open", complaints).and_then(|value| cutoff(&value, true, complaints));
    let status =
        row.take("status").and_then(|value| word(&value, "recommended, candidate or monitored", status, complaints));
    let horizon = row.take("horizon").and_then(|value| day(&value, complaints));
    let source = source(&mut row, complaints);
    row.finish(complaints);
    Some(AlgorithmRow { write: write?, verify: verify?, open: open?, status, horizon, source })
}

fn status(text: &str) -> Option<Status> {
    match text {
        "recommended" => Some(Status::Recommended),
        "candidate" => Some(Status::Candidate),
        "monitored" => Some(Status::Monitored),
        _ => None,
    }
}

fn cutoff(value: &Value<'_>, may_warn: bool, complaints: &mut Complaints<'_>) -> Option<Cutoff> {
    let expected = if may_warn { "always, never, warn or a day" } else { "always, never or a day" };
    match value.get_ref() {
        DeValue::Datetime(_) => day(value, complaints).map(Cutoff::Before),
        DeValue::String(_) => {
            let meaning = |text: &str| match text {
                "always" => Some(Cutoff::Always),
                "never" => Some(Cutoff::Never),
                "warn" if may_warn => Some(Cutoff::Warn),
                _ => None,
            };
            word(value, expected, meaning, complaints)
        }
        other => wrong(&value.span(), other, expected, complaints),
    }
}

pub(super) fn key_sizes(section: Value<'_>, complaints: &mut Complaints<'_>) -> Option<KeySize> {
    let mut sizes = table(section, complaints)?;
    let bits = sizes.need("rsa", complaints).and_then(|value| number(&value, 1024, 16384, complaints));
    let source = source(&mut sizes, complaints);
    sizes.finish(complaints);
    Some(KeySize { bits: u32::try_from(bits?).ok()?, source })
}

pub(super) fn strength(section: Value<'_>, complaints: &mut Complaints<'_>) -> Option<StrengthTable> {
    let mut section = table(section, complaints)?;
    let span = section.span.clone();
    let source = source(&mut section, complaints);
    let from = section.need("from", complaints).and_then(|value| year(&value, complaints));
    let until = section.need("until", complaints).and_then(|value| array(value, complaints));
    let until = until.map(|years| increasing_years(from, &years, complaints));
    let columns = until.as_ref().map(Vec::len);
    let mut rows: Vec<StrengthRow> = Vec::new();
    for mut row in tables(&mut section, "row", complaints) {
        let bits = row.need("bits", complaints);
        let new = row.need("new", complaints).and_then(|value| standings(value, columns, complaints));
        let process = row.need("process", complaints).and_then(|value| standings(value, columns, complaints));
        row.finish(complaints);
        let Some(bits_value) = bits else { continue };
        let Some(bits) = number(&bits_value, 1, 1024, complaints).and_then(|bits| u16::try_from(bits).ok()) else {
            continue;
        };
        if rows.last().is_some_and(|before| before.bits >= bits) {
            complaints.at(&bits_value.span(), "the rows must grow in bits");
        }
        if let (Some(new), Some(process)) = (new, process) {
            rows.push(StrengthRow { bits, new, process });
        }
    }
    section.finish(complaints);
    if rows.is_empty() || columns == Some(0) {
        complaints.at(&span, "the strength table has no rows or no columns");
        return None;
    }
    Some(StrengthTable { source, from: from?, until: until?, rows })
}

fn year(value: &Value<'_>, complaints: &mut Complaints<'_>) -> Option<i16> {
    number(value, 1900, 9999, complaints).and_then(|year| i16::try_from(year).ok())
}

fn increasing_years(from: Option<i16>, years: &[Value<'_>], complaints: &mut Complaints<'_>) -> Vec<i16> {
    let mut read: Vec<i16> = Vec::with_capacity(years.len().min(100));
    for value in years {
        let Some(until) = year(value, complaints) else { continue };
        let late_enough = match read.last() {
            Some(before) => until > *before,
            None => from.is_none_or(|from| until >= from),
        };
        if !late_enough {
            complaints.at(&value.span(), "the years must grow");
        }
        read.push(until);
    }
    read
}

fn standings(value: Value<'_>, columns: Option<usize>, complaints: &mut Complaints<'_>) -> Option<Vec<Standing>> {
    let span = value.span();
    let cells = array(value, complaints)?;
    if columns.is_some_and(|columns| columns != cells.len()) {
        complaints.at(&span, format!("{} standings for {} columns", cells.len(), columns.unwrap_or_default()));
    }
    cells.iter().map(|cell| word(cell, "ok, finish, allow or no", Standing::from_name, complaints)).collect()
}
