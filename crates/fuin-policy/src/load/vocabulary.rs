//! `label-policy`, `marking-language`, `[grades.…]`, `[[restriction]]` and `[default-horizon]`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use fuin_label::vocabulary::{AxisLevels, CONFIDENTIAL_UNTIL, KEEP_UNTIL};
use fuin_label::{
    Axis, Degree, Effect, LabelPolicyId, Language, Level, LevelNumber, ParameterKind, RestrictionDefinition,
    RestrictionId, Vocabulary,
};

use super::{source, unique_identifier};
use crate::document::{Complaints, Table, Value, array, number, table, tables, text, word};
use crate::policy::{DefaultHorizon, Policy, QuarantineRow, Source};

/// The vocabulary, and where each restriction comes from.
type Words = (Vocabulary, BTreeMap<RestrictionId, Source>);

pub(super) fn read(root: &mut Table<'_>, complaints: &mut Complaints<'_>) -> Option<Words> {
    let policy = root
        .need("label-policy", complaints)
        .and_then(|value| word(&value, "a dotted object identifier", |text| LabelPolicyId::new(text).ok(), complaints));
    let marking_language =
        root.need("marking-language", complaints).and_then(|value| word(&value, "en or ja", language, complaints));
    let mut seen = BTreeSet::new();
    let grades = root.need("grades", complaints).and_then(|value| table(value, complaints));
    let [confidentiality, integrity, availability] = match grades {
        None => [None, None, None],
        Some(mut grades) => {
            let axes = Axis::ALL.map(|axis| {
                let section = grades.need(axis_name(axis), complaints)?;
                axis_levels(table(section, complaints)?, axis, &mut seen, complaints)
            });
            grades.finish(complaints);
            axes
        }
    };
    let (restrictions, sources) = restrictions(root, complaints);
    Some((
        Vocabulary {
            policy: policy?,
            confidentiality: confidentiality?,
            integrity: integrity?,
            availability: availability?,
            restrictions,
            marking_language: marking_language?,
        },
        sources,
    ))
}

pub(super) const fn axis_name(axis: Axis) -> &'static str {
    match axis {
        Axis::Confidentiality => "confidentiality",
        Axis::Integrity => "integrity",
        Axis::Availability => "availability",
    }
}

fn language(text: &str) -> Option<Language> {
    match text {
        "en" => Some(Language::English),
        "ja" => Some(Language::Japanese),
        _ => None,
    }
}

/// Levels low to high. `seen` holds the ids of all axes in upper case: labels are read without regard to case.
fn axis_levels(
    mut section: Table<'_>,
    axis: Axis,
    seen: &mut BTreeSet<String>,
    complaints: &mut Complaints<'_>,
) -> Option<AxisLevels> {
    let span = section.span.clone();
    let default = section.take("default");
    // Below 6 the numbers of confidentiality have the fixed meanings of RFC 2634, 3.2.
    let least = if axis == Axis::Confidentiality { 6 } else { 1 };
    let mut levels: Vec<Level> = Vec::new();
    for mut row in tables(&mut section, "level", complaints) {
        let id = row.need("id", complaints).and_then(|value| level_id(&value, seen, complaints));
        let value = row.need("number", complaints);
        let number = value.as_ref().and_then(|value| number(value, least, LevelNumber::MAX.into(), complaints));
        let number = number.and_then(|number| LevelNumber::new(number).ok());
        if let (Some(value), Some(number)) = (value, number)
            && levels.last().is_some_and(|below| below.number >= number)
        {
            complaints.at(&value.span(), "levels must be listed from low to high, with growing numbers");
        }
        let mut words = |key| row.need(key, complaints).and_then(|value| text(&value, complaints));
        let (en, ja, question) = (words("en"), words("ja"), words("question"));
        let question_ja = row.take("question-ja").and_then(|value| text(&value, complaints));
        source(&mut row, complaints);
        row.finish(complaints);
        if let (Some(id), Some(number), Some(en), Some(ja), Some(question)) = (id, number, en, ja, question) {
            levels.push(Level { id, number, en, ja, question, question_ja });
        }
    }
    section.finish(complaints);
    if levels.is_empty() {
        complaints.at(&span, format!("{axis} has no levels"));
        return None;
    }
    let default = default.and_then(|value| {
        let find = |text: &str| levels.iter().find(|level| level.id == text).map(|level| level.number);
        word(&value, "a level of this axis", find, complaints)
    });
    Some(AxisLevels { levels, default })
}

fn level_id(value: &Value<'_>, seen: &mut BTreeSet<String>, complaints: &mut Complaints<'_>) -> Option<String> {
    let shaped = |text: &str| {
        let digits = text.strip_prefix(|c: char| c.is_ascii_alphabetic())?;
        let fits = (1..=3).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| text.to_owned())
    };
    let id = word(value, "a letter followed by one to three digits", shaped, complaints)?;
    if !seen.insert(id.to_ascii_uppercase()) {
        complaints.at(&value.span(), format!("the level \"{id}\" is defined twice"));
        return None;
    }
    Some(id)
}

fn restrictions(
    root: &mut Table<'_>,
    complaints: &mut Complaints<'_>,
) -> (Vec<RestrictionDefinition>, BTreeMap<RestrictionId, Source>) {
    let (mut seen, mut definitions, mut sources) = (BTreeSet::new(), Vec::new(), BTreeMap::new());
    let mut conflicts: Vec<(Range<usize>, RestrictionId)> = Vec::new();
    for mut row in tables(root, "restriction", complaints) {
        let source = source(&mut row, complaints);
        if let Some(definition) = restriction(row, &mut seen, &mut conflicts, complaints) {
            sources.insert(definition.id.clone(), source);
            definitions.push(definition);
        }
    }
    for (span, id) in conflicts {
        if !seen.contains(id.as_str()) {
            complaints.at(&span, format!("\"{id}\" is no restriction of this policy"));
        }
    }
    (definitions, sources)
}

/// The vocabulary of an overlay: its base's, with the restrictions that it words or holds differently.
pub(super) fn restate(root: &mut Table<'_>, base: &Policy, complaints: &mut Complaints<'_>) -> Words {
    let mut words = Vocabulary::clone(base.vocabulary());
    let marking = root.take("marking-language").and_then(|value| word(&value, "en or ja", language, complaints));
    words.marking_language = marking.unwrap_or(words.marking_language);
    let (mut seen, mut conflicts, mut sources) = (BTreeSet::new(), Vec::new(), BTreeMap::new());
    for mut row in tables(root, "restriction", complaints) {
        let (span, source) = (row.span.clone(), source(&mut row, complaints));
        let Some(definition) = restriction(row, &mut seen, &mut conflicts, complaints) else { continue };
        let act = |of: &RestrictionDefinition| (of.axis, of.verb.clone(), of.effect, of.parameter);
        //= spec/policy.md#overlays
        //# A restriction that the extended policy does not define, or defines as another act, MUST be refused.
        match words.restrictions.iter_mut().find(|known| known.id == definition.id) {
            Some(known) if act(known) == act(&definition) => {
                sources.insert(definition.id.clone(), source);
                *known = definition;
            }
            Some(_) => complaints.at(&span, format!("{} is about another act in the extended policy", definition.id)),
            None => complaints.at(&span, format!("{} is not defined by the extended policy", definition.id)),
        }
    }
    for (span, id) in conflicts {
        if words.restriction(id.as_str()).is_none() {
            complaints.at(&span, format!("\"{id}\" is no restriction of this policy"));
        }
    }
    (words, sources)
}

fn restriction(
    mut row: Table<'_>,
    seen: &mut BTreeSet<String>,
    conflicts: &mut Vec<(Range<usize>, RestrictionId)>,
    complaints: &mut Complaints<'_>,
) -> Option<RestrictionDefinition> {
    let span = row.span.clone();
    let id = unique_identifier(&mut row, seen, complaints);
    let id = id.and_then(|id| match RestrictionId::new(&id) {
        Ok(id) => Some(id),
        Err(_) => {
            complaints.at(&span, format!("\"{id}\" is no id of a restriction: only a-z, 0-9 and `-`"));
            None
        }
    });
    let axis = choice(&mut row, "axis", "C, I or A", axis_letter, complaints);
    let effect = choice(&mut row, "effect", "prohibit, permit-required or require", effect_word, complaints);
    let parameter = choice(&mut row, "parameter", "none, group, date, place or duration", parameter_word, complaints);
    let degree = choice(&mut row, "degree", "enforced, checked or stated", degree_word, complaints);
    let mut words = |key| row.need(key, complaints).and_then(|value| text(&value, complaints));
    let (verb, en, ja) = (words("verb"), words("en"), words("ja"));
    let mut does = |key| row.take(key).and_then(|value| text(&value, complaints));
    let (does_en, does_ja) = (does("does-en"), does("does-ja"));
    let mut others = Vec::new();
    for value in row.take("conflicts").and_then(|value| array(value, complaints)).unwrap_or_default() {
        let other = word(&value, "the id of a restriction", |text| RestrictionId::new(text).ok(), complaints);
        if let Some(other) = other {
            conflicts.push((value.span(), other.clone()));
            others.push(other);
        }
    }
    row.finish(complaints);
    let definition = RestrictionDefinition {
        id: id?,
        axis: axis?,
        verb: verb?,
        effect: effect?,
        parameter: parameter?,
        en: en?,
        ja: ja?,
        degree: degree?,
        does_en,
        does_ja,
        conflicts: others,
    };
    check_definition(&definition, &span, complaints);
    Some(definition)
}

fn check_definition(definition: &RestrictionDefinition, span: &Range<usize>, complaints: &mut Complaints<'_>) {
    let places = usize::from(definition.parameter != ParameterKind::None);
    if [&definition.en, &definition.ja].iter().any(|words| words.matches("{}").count() != places) {
        complaints.at(span, "`en` and `ja` must hold `{}` once when there is a parameter, and never otherwise");
    }
    let dated = [KEEP_UNTIL, CONFIDENTIAL_UNTIL].contains(&definition.id.as_str());
    if dated && definition.parameter != ParameterKind::Date {
        complaints.at(span, format!("{} takes a date: it is a field of every label", definition.id));
    }
}

/// What the word under a key means.
fn choice<T>(
    row: &mut Table<'_>,
    key: &str,
    expected: &str,
    meaning: fn(&str) -> Option<T>,
    complaints: &mut Complaints<'_>,
) -> Option<T> {
    row.need(key, complaints).and_then(|value| word(&value, expected, meaning, complaints))
}

pub(super) fn axis_letter(text: &str) -> Option<Axis> {
    match text {
        "C" => Some(Axis::Confidentiality),
        "I" => Some(Axis::Integrity),
        "A" => Some(Axis::Availability),
        _ => None,
    }
}

fn effect_word(text: &str) -> Option<Effect> {
    match text {
        "prohibit" => Some(Effect::Prohibit),
        "permit-required" => Some(Effect::PermitRequired),
        "require" => Some(Effect::Require),
        _ => None,
    }
}

fn parameter_word(text: &str) -> Option<ParameterKind> {
    match text {
        "none" => Some(ParameterKind::None),
        "group" => Some(ParameterKind::Group),
        "date" => Some(ParameterKind::Date),
        "place" => Some(ParameterKind::Place),
        "duration" => Some(ParameterKind::Duration),
        _ => None,
    }
}

fn degree_word(text: &str) -> Option<Degree> {
    match text {
        "enforced" => Some(Degree::Enforced),
        "checked" => Some(Degree::Checked),
        "stated" => Some(Degree::Stated),
        _ => None,
    }
}

/// Finds a level by its id on any axis.
pub(super) fn level(words: &Vocabulary, id: &str) -> Option<(Axis, LevelNumber)> {
    Axis::ALL.into_iter().find_map(|axis| {
        let level = words.on(axis).levels.iter().find(|level| level.id == id)?;
        Some((axis, level.number))
    })
}

/// `[quarantine]`: the highest confidentiality of what may be put there.
pub(super) fn quarantine(
    root: &mut Table<'_>,
    words: Option<&Vocabulary>,
    complaints: &mut Complaints<'_>,
) -> Option<QuarantineRow> {
    let mut section = root.take("quarantine").and_then(|value| table(value, complaints))?;
    let highest = section.need("confidentiality", complaints);
    let source = source(&mut section, complaints);
    section.finish(complaints);
    let (highest, words) = (highest?, words?);
    let confidentiality = |text: &str| level(words, text).filter(|(axis, _)| *axis == Axis::Confidentiality);
    let (_, highest) = word(&highest, "a level of confidentiality", confidentiality, complaints)?;
    Some(QuarantineRow { highest, source })
}

pub(super) fn horizons(
    root: &mut Table<'_>,
    words: Option<&Vocabulary>,
    complaints: &mut Complaints<'_>,
) -> Vec<DefaultHorizon> {
    let Some(section) = root.take("default-horizon").and_then(|value| table(value, complaints)) else {
        return Vec::new();
    };
    let mut horizons = Vec::new();
    for (span, id, value) in section.rest() {
        let Some(mut row) = table(value, complaints) else { continue };
        let mut years = |key| {
            let years = row.take(key).and_then(|value| number(&value, 0, 500, complaints));
            years.and_then(|years| u16::try_from(years).ok())
        };
        let (keep, confidential) = (years("keep"), years("confidential"));
        source(&mut row, complaints);
        row.finish(complaints);
        let Some(words) = words else { continue };
        match level(words, &id) {
            Some((axis, level)) => horizons.push(DefaultHorizon { axis, level, keep, confidential }),
            None => complaints.at(&span, format!("\"{}\" is no level of this policy", id.escape_debug())),
        }
    }
    horizons
}
