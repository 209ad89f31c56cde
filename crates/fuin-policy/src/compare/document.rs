//! What a policy says of itself, of its authority, of groups and of other label policies.

use std::collections::{BTreeMap, BTreeSet};

use fuin_label::{Axis, LevelNumber};
use jiff::civil::Date;

use super::finding::{Aspect, Draft, Hint, Relation, Value};
use crate::policy::{AfterExpiry, Authority, Contact, Equivalent, Group, Policy, QuarantineRow, Source};
use crate::request::Operation;

/// Every part of a policy is compared here or in the module named beside it; a part that is added and forgotten does
/// not compile.
pub(super) fn compare(overlay: &Policy, baseline: &Policy) -> Vec<Draft> {
    let Policy {
        reference: _,
        extends: _, // the merged result is what judges
        title,
        issued,
        expires,
        after_expiry,
        contact,
        authority,
        groups,
        equivalents,
        vocabulary: _,          // vocabulary.rs
        restriction_sources: _, // vocabulary.rs
        algorithms: _,          // cutoffs.rs
        rsa: _,                 // cutoffs.rs
        strength: _,            // strength.rs
        horizons: _,            // horizons.rs
        quarantine,
        rules: _, // rules.rs
        cases: _, // expectations, not demands
    } = overlay;
    let mut drafts = vec![
        wording("title", title, &baseline.title),
        validity("issued", Aspect::Issued, (*issued, baseline.issued), Relation::of(issued, &baseline.issued), *issued),
        validity(
            "expires",
            Aspect::Expires,
            (*expires, baseline.expires),
            Relation::of(&baseline.expires, expires),
            baseline.expires.tomorrow().unwrap_or(Date::MAX),
        ),
        expiry(*after_expiry, baseline),
    ];
    drafts.push(wording("contact", &contact_text(contact.as_ref()), &contact_text(baseline.contact.as_ref())));
    //= spec/policy.md#at-least-as-strict
    //# A part of a policy that no decision depends on MUST be compared all the same when loosening it misleads people.
    drafts.extend(authorities(authority.as_ref(), baseline.authority.as_ref()));
    drafts.extend(quarantined(overlay, quarantine.as_ref(), baseline.quarantine.as_ref()));
    drafts.extend(all_groups(groups, &baseline.groups));
    drafts.extend(all_equivalents(overlay, equivalents, &baseline.equivalents));
    drafts
}

/// Up to which confidentiality content may be put into quarantine: the lower the stricter, never the strictest.
fn quarantined(policy: &Policy, overlay: Option<&QuarantineRow>, baseline: Option<&QuarantineRow>) -> Option<Draft> {
    if overlay.is_none() && baseline.is_none() {
        return None;
    }
    let highest = |row: Option<&QuarantineRow>| row.map(|QuarantineRow { highest, source: _ }| *highest);
    let (ours, theirs) = (highest(overlay), highest(baseline));
    let name = |number: Option<LevelNumber>| {
        let number = number?;
        let level = policy.vocabulary.level(Axis::Confidentiality, number);
        Some(Value::Text(level.map_or_else(|| number.value().to_string(), |level| level.id.clone())))
    };
    let clauses = [baseline, overlay].map(|row| row.and_then(|row| row.source.clause.as_ref()));
    let draft = Draft::new("quarantine", Aspect::Quarantine, Relation::of(&theirs, &ours));
    Some(draft.values(name(ours), name(theirs)).clause(clauses))
}

/// A text that is shown and changes no decision.
pub(super) fn wording(subject: impl Into<String>, overlay: &str, baseline: &str) -> Draft {
    let value = |text: &str| (!text.is_empty()).then(|| Value::Text(text.to_owned()));
    Draft::new(subject, Aspect::Wording, Relation::Equal).values(value(overlay), value(baseline))
}

fn validity(subject: &str, aspect: Aspect, (overlay, baseline): (Date, Date), relation: Relation, day: Date) -> Draft {
    let hint = Hint { days: vec![day], ..Hint::default() };
    Draft::new(subject, aspect, relation).values(Some(Value::Day(overlay)), Some(Value::Day(baseline))).hint(hint)
}

fn expiry(overlay: AfterExpiry, baseline: &Policy) -> Draft {
    let rank = |after: AfterExpiry| match after {
        AfterExpiry::Warn => 0u8,
        AfterExpiry::Refuse => 1,
    };
    let word = |after| Some(Value::Word(if rank(after) == 0 { "warn" } else { "refuse" }));
    let relation = Relation::of(&rank(overlay), &rank(baseline.after_expiry));
    let hint = Hint { days: baseline.expires.tomorrow().into_iter().collect(), ..Hint::default() };
    Draft::new("after-expiry", Aspect::AfterExpiry, relation)
        .values(word(overlay), word(baseline.after_expiry))
        .hint(hint)
}

fn contact_text(contact: Option<&Contact>) -> String {
    let Some(Contact { name, name_ja: _, address, incidents }) = contact else { return String::new() };
    let parts = [Some(name), address.as_ref(), incidents.as_ref()];
    parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ")
}

fn hex(digest: &[u8; 32]) -> String {
    digest.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// Whoever may not sign for the baseline may not sign for the overlay.
fn authorities(overlay: Option<&Authority>, baseline: Option<&Authority>) -> Vec<Draft> {
    let keys = |authority: Option<&Authority>| -> Option<BTreeSet<[u8; 32]>> {
        authority.map(|Authority { name: _, keys, source: _ }| keys.iter().copied().collect())
    };
    let (ours, theirs) = (keys(overlay), keys(baseline));
    let relation = match (&ours, &theirs) {
        (None, None) => return Vec::new(),
        (Some(_), None) => Relation::Stricter,
        (None, Some(_)) => Relation::Weaker,
        // Somebody new may sign: it does not matter who may no longer.
        (Some(ours), Some(theirs)) if !ours.is_subset(theirs) => Relation::Weaker,
        (Some(ours), Some(theirs)) => Relation::of_sets(ours, theirs),
    };
    let value = |keys: Option<BTreeSet<[u8; 32]>>| keys.map(|keys| Value::List(keys.iter().map(hex).collect()));
    let sources = [baseline, overlay].map(|authority| authority.map(|authority| &authority.source));
    let keys = Draft::new("authority", Aspect::Authority, relation)
        .values(value(ours), value(theirs))
        .clause(sources.into_iter().flatten().map(|source| source.clause.as_ref()));
    let name = |authority: Option<&Authority>| authority.map_or_else(String::new, |authority| authority.name.clone());
    vec![keys, wording("authority name", &name(overlay), &name(baseline))]
}

/// Groups demand nothing by themselves: the rules that name them are compared by their members. What is shown here is
/// who joined and left.
fn all_groups(overlay: &[Group], baseline: &[Group]) -> Vec<Draft> {
    let find = |groups: &[Group], id: &str| groups.iter().find(|group| group.id == id).cloned();
    let ids: BTreeSet<&str> = overlay.iter().chain(baseline).map(|group| group.id.as_str()).collect();
    let mut drafts = Vec::new();
    for id in ids {
        let (ours, theirs) = (find(overlay, id), find(baseline, id));
        let parts = |group: Option<Group>| match group {
            Some(Group { id: _, en, ja, certificates, source }) => {
                (Some(Value::List(certificates.iter().map(hex).collect())), format!("{en} / {ja}"), source)
            }
            None => (None, String::new(), Source::default()),
        };
        let ((ours, our_name, our_source), (theirs, their_name, their_source)) = (parts(ours), parts(theirs));
        let subject = format!("group {id}");
        drafts.push(wording(format!("{subject} name"), &our_name, &their_name));
        drafts.push(
            Draft::new(subject, Aspect::Group, Relation::Equal)
                .values(ours, theirs)
                .clause([their_source.clause.as_ref(), our_source.clause.as_ref()]),
        );
    }
    drafts
}

/// What each grade and restriction of another label policy counts as.
#[derive(Default)]
struct Translations<'a> {
    grades: BTreeMap<(&'a str, Axis, LevelNumber), LevelNumber>,
    restrictions: BTreeMap<(&'a str, &'a str), &'a str>,
    sources: BTreeMap<&'a str, &'a Source>,
}

impl<'a> Translations<'a> {
    fn of(equivalents: &'a [Equivalent]) -> Self {
        let mut all = Self::default();
        for Equivalent { id: _, name: _, policy, grades, restrictions, source } in equivalents {
            // The first table of a label policy is the one that translates.
            if all.sources.contains_key(policy.as_str()) {
                continue;
            }
            all.sources.insert(policy.as_str(), source);
            let grade = |((axis, theirs), ours): (&(Axis, LevelNumber), &LevelNumber)| {
                ((policy.as_str(), *axis, *theirs), *ours)
            };
            all.grades.extend(grades.iter().map(grade));
            all.restrictions
                .extend(restrictions.iter().map(|(theirs, ours)| ((policy.as_str(), theirs.as_str()), ours.as_str())));
        }
        all
    }
}

/// A grade that is not translated refuses the label; one that is translated to the highest grade loses nothing of what
/// its originator asked for. Both are the strictest there is, and everything below is ordered by grade.
///
/// A label policy that the baseline does not know at all is added, not loosened: its labels are obeyed in the words of
/// the baseline, and every policy judges what they then ask for.
fn all_equivalents(policy: &Policy, overlay: &[Equivalent], baseline: &[Equivalent]) -> Vec<Draft> {
    let (ours, theirs) = (Translations::of(overlay), Translations::of(baseline));
    let mut drafts = Vec::new();
    let clause = |oid: &str| [theirs.sources.get(oid), ours.sources.get(oid)].map(|source| source?.clause.as_ref());
    let grades: BTreeSet<_> = ours.grades.keys().chain(theirs.grades.keys()).copied().collect();
    for key in grades {
        let (oid, axis, number) = key;
        let highest = policy.vocabulary.on(axis).levels.last().map(|level| level.number);
        let rank = |level: Option<&LevelNumber>| level.copied().or(highest);
        let (our, their) = (ours.grades.get(&key), theirs.grades.get(&key));
        let added = !theirs.sources.contains_key(oid);
        let relation = if added { Relation::Equal } else { Relation::of(&rank(our), &rank(their)) };
        let name = |level: Option<&LevelNumber>| {
            let level = *level?;
            let known = policy.vocabulary.level(axis, level);
            Some(Value::Text(known.map_or_else(|| level.value().to_string(), |level| level.id.clone())))
        };
        let subject = format!("equivalent {oid} {axis} {}", number.value());
        drafts.push(
            Draft::new(subject, Aspect::EquivalentGrade, relation).values(name(our), name(their)).clause(clause(oid)),
        );
    }
    let restrictions: BTreeSet<_> = ours.restrictions.keys().chain(theirs.restrictions.keys()).copied().collect();
    for key in restrictions {
        let (oid, id) = key;
        let (our, their) = (ours.restrictions.get(&key), theirs.restrictions.get(&key));
        let relation = match (our, their) {
            (Some(_), None) if !theirs.sources.contains_key(oid) => Relation::Equal,
            (Some(_), None) => Relation::Weaker,
            (None, Some(_)) => Relation::Stricter,
            (our, their) if our == their => Relation::Equal,
            _ => Relation::NotComparable,
        };
        let name = |id: Option<&&str>| id.map(|id| Value::Text((*id).to_owned()));
        drafts.push(
            Draft::new(format!("equivalent {oid} {id}"), Aspect::EquivalentRestriction, relation)
                .values(name(our), name(their))
                .clause(clause(oid)),
        );
    }
    drafts
}

/// The operations that make a message.
pub(super) const WRITING: &[Operation] = &[Operation::Seal, Operation::Sign];
