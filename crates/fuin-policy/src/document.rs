//! Reading TOML with positions: every complaint is collected, none ends the reading.

use std::borrow::Cow;
use std::ops::Range;

use fuin_label::restriction::is_deceptive;
use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::Diagnostic;

/// The most complaints that are reported about one document.
const MAX_DIAGNOSTICS: usize = 1000;
/// The longest text in a policy, in characters.
const MAX_TEXT: usize = 2000;

/// A value and where it stands.
pub(crate) type Value<'i> = Spanned<DeValue<'i>>;

/// The complaints about one document.
pub(crate) struct Complaints<'i> {
    text: &'i str,
    found: Vec<(usize, String)>,
}

impl<'i> Complaints<'i> {
    pub(crate) const fn new(text: &'i str) -> Self {
        Self { text, found: Vec::new() }
    }

    /// Notes a complaint about what stands at `span`.
    pub(crate) fn at(&mut self, span: &Range<usize>, message: impl Into<String>) {
        if self.found.len() < MAX_DIAGNOSTICS {
            self.found.push((span.start, message.into()));
        }
    }

    pub(crate) const fn len(&self) -> usize {
        self.found.len()
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Line and column (in characters) of an offset in the text, both counted from 1.
    pub(crate) fn position(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line = before.bytes().filter(|b| *b == b'\n').count().saturating_add(1);
        let start = before.rfind('\n').map_or(0, |newline| newline.saturating_add(1));
        (line, before.get(start..).map_or(0, |rest| rest.chars().count()).saturating_add(1))
    }

    /// All complaints, in the order of the text.
    pub(crate) fn into_diagnostics(mut self) -> Vec<Diagnostic> {
        //= spec/policy.md#documents
        //# All errors of a document MUST be reported together, each with its line and column.
        self.found.sort();
        self.found.dedup();
        let (mut line, mut line_start, mut seen) = (1usize, 0usize, 0usize);
        let mut diagnostics = Vec::with_capacity(self.found.len());
        for (offset, message) in self.found {
            let passed = self.text.get(seen..offset).unwrap_or_default();
            line = line.saturating_add(passed.bytes().filter(|b| *b == b'\n').count());
            if let Some(newline) = passed.rfind('\n') {
                line_start = seen.saturating_add(newline).saturating_add(1);
            }
            seen = seen.max(offset);
            let column = self.text.get(line_start..offset).map_or(0, |before| before.chars().count()).saturating_add(1);
            diagnostics.push(Diagnostic { line, column, message });
        }
        diagnostics
    }
}

/// A table whose keys are taken one by one; what is left when it is finished is unknown.
pub(crate) struct Table<'i> {
    entries: Vec<(Range<usize>, Cow<'i, str>, Value<'i>)>,
    pub(crate) span: Range<usize>,
}

impl<'i> Table<'i> {
    pub(crate) fn new(table: DeTable<'i>, span: Range<usize>) -> Self {
        let entries = table.into_iter().map(|(key, value)| (key.span(), key.into_inner(), value)).collect();
        Self { entries, span }
    }

    /// Takes the value of a key that may be absent.
    pub(crate) fn take(&mut self, key: &str) -> Option<Value<'i>> {
        let at = self.entries.iter().position(|(_, name, _)| name == key)?;
        Some(self.entries.swap_remove(at).2)
    }

    /// Takes the value of a key that must be there.
    pub(crate) fn need(&mut self, key: &str, complaints: &mut Complaints<'_>) -> Option<Value<'i>> {
        let value = self.take(key);
        if value.is_none() {
            complaints.at(&self.span, format!("`{key}` is missing"));
        }
        value
    }

    /// Everything that is left, with the keys as data, in the order of the text.
    pub(crate) fn rest(mut self) -> Vec<(Range<usize>, Cow<'i, str>, Value<'i>)> {
        self.entries.sort_by_key(|(span, ..)| span.start);
        self.entries
    }

    /// Complains of every key that nobody took.
    pub(crate) fn finish(self, complaints: &mut Complaints<'_>) {
        //= spec/policy.md#documents
        //# A document with an unknown key MUST be refused.
        for (span, name, _) in &self.entries {
            complaints.at(span, format!("unknown key `{}`", name.escape_debug()));
        }
    }
}

/// The table that a value must be.
pub(crate) fn table<'i>(value: Value<'i>, complaints: &mut Complaints<'_>) -> Option<Table<'i>> {
    let span = value.span();
    match value.into_inner() {
        DeValue::Table(table) => Some(Table::new(table, span)),
        other => wrong(&span, &other, "a table", complaints),
    }
}

/// The elements of the array that a value must be.
pub(crate) fn array<'i>(value: Value<'i>, complaints: &mut Complaints<'_>) -> Option<Vec<Value<'i>>> {
    let span = value.span();
    match value.into_inner() {
        DeValue::Array(array) => Some(array.into_iter().collect()),
        other => wrong(&span, &other, "an array", complaints),
    }
}

/// The tables of `[[key]]`; none when the key is absent.
pub(crate) fn tables<'i>(parent: &mut Table<'i>, key: &str, complaints: &mut Complaints<'_>) -> Vec<Table<'i>> {
    let elements = parent.take(key).and_then(|value| array(value, complaints)).unwrap_or_default();
    elements.into_iter().filter_map(|element| table(element, complaints)).collect()
}

/// The text that a value must be: not empty, not endless, without characters that change how others are shown.
pub(crate) fn text(value: &Value<'_>, complaints: &mut Complaints<'_>) -> Option<String> {
    let DeValue::String(text) = value.get_ref() else {
        return wrong(&value.span(), value.get_ref(), "a string", complaints);
    };
    let length = text.chars().count();
    if length == 0 || length > MAX_TEXT || text.chars().any(is_deceptive) {
        complaints.at(&value.span(), "the text is empty, too long, or holds control or bidirectional characters");
        return None;
    }
    Some(text.clone().into_owned())
}

/// The day that a value must be.
pub(crate) fn day(value: &Value<'_>, complaints: &mut Complaints<'_>) -> Option<Date> {
    if let DeValue::Datetime(datetime) = value.get_ref()
        && let (Some(date), None, None) = (&datetime.date, &datetime.time, &datetime.offset)
        && let (Ok(year), Ok(month), Ok(day)) =
            (i16::try_from(date.year), i8::try_from(date.month), date.day.try_into())
        && let Ok(day) = Date::new(year, month, day)
    {
        return Some(day);
    }
    wrong(&value.span(), value.get_ref(), "a day such as 2027-12-31", complaints)
}

/// The whole number from `least` to `most` that a value must be.
pub(crate) fn number(value: &Value<'_>, least: u64, most: u64, complaints: &mut Complaints<'_>) -> Option<u64> {
    if let DeValue::Integer(integer) = value.get_ref()
        && let Ok(number) = u64::from_str_radix(integer.as_str(), integer.radix())
        && (least..=most).contains(&number)
    {
        return Some(number);
    }
    wrong(&value.span(), value.get_ref(), &format!("a whole number from {least} to {most}"), complaints)
}

/// What the text of a value means; `expected` lists what it may be.
pub(crate) fn word<T>(
    value: &Value<'_>,
    expected: &str,
    meaning: impl FnOnce(&str) -> Option<T>,
    complaints: &mut Complaints<'_>,
) -> Option<T> {
    let text = text(value, complaints)?;
    let found = meaning(&text);
    if found.is_none() {
        complaints.at(&value.span(), format!("\"{text}\" is not {expected}"));
    }
    found
}

/// Complains that a value is not what was expected.
pub(crate) fn wrong<T>(
    span: &Range<usize>,
    value: &DeValue<'_>,
    expected: &str,
    complaints: &mut Complaints<'_>,
) -> Option<T> {
    let found = match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a fraction",
        DeValue::Boolean(_) => "a truth value",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    };
    complaints.at(span, format!("expected {expected}, found {found}"));
    None
}
