//! Grades and restrictions: the words of labels.

use std::collections::BTreeSet;

use fuin_label::vocabulary::AxisLevels;
use fuin_label::{Axis, Degree, Effect, Level, ParameterKind, RestrictionDefinition, RestrictionId, Vocabulary};

use super::document::wording;
use super::finding::{Aspect, Draft, Hint, Relation, Value};
use crate::policy::Policy;

pub(super) fn compare(overlay: &Policy, baseline: &Policy) -> Vec<Draft> {
    let Vocabulary { policy, confidentiality, integrity, availability, restrictions: _, marking_language } =
        overlay.vocabulary.as_ref();
    let theirs = baseline.vocabulary.as_ref();
    // A label of one label policy is no label of the other's: what either permits, the other refuses.
    let relation = if *policy == theirs.policy { Relation::Equal } else { Relation::NotComparable };
    let oid = |text: &str| Some(Value::Text(text.to_owned()));
    let mut drafts = vec![
        Draft::new("label-policy", Aspect::LabelPolicy, relation)
            .values(oid(policy.as_str()), oid(theirs.policy.as_str())),
        wording("marking-language", &format!("{marking_language:?}"), &format!("{:?}", theirs.marking_language)),
    ];
    let axes =
        [(Axis::Confidentiality, confidentiality), (Axis::Integrity, integrity), (Axis::Availability, availability)];
    for (axis, levels) in axes {
        drafts.extend(levels_of(axis, levels, theirs.on(axis)));
    }
    drafts.extend(restrictions(overlay, baseline));
    drafts
}

fn levels_of(axis: Axis, overlay: &AxisLevels, baseline: &AxisLevels) -> Vec<Draft> {
    let AxisLevels { levels, default } = overlay;
    let name = |levels: &[Level], number| {
        let level = levels.iter().find(|level| Some(level.number) == number)?;
        Some(Value::Text(level.id.clone()))
    };
    // Without a default the grade must be stated, which is the strictest there is.
    let rank = |default: Option<fuin_label::LevelNumber>| (default.is_none(), default);
    let mut drafts = vec![
        Draft::new(
            format!("grades {axis} default"),
            Aspect::DefaultLevel,
            Relation::of(&rank(*default), &rank(baseline.default)),
        )
        .values(name(levels, *default), name(&baseline.levels, baseline.default)),
    ];
    let numbers: BTreeSet<_> = levels.iter().chain(&baseline.levels).map(|level| level.number).collect();
    for number in numbers {
        let find = |levels: &[Level]| levels.iter().find(|level| level.number == number).cloned();
        let (ours, theirs) = (find(levels), find(&baseline.levels));
        let relation = match (&ours, &theirs) {
            (Some(_), None) => Relation::Weaker,
            (None, _) => Relation::Stricter,
            (Some(ours), Some(theirs)) if ours.id == theirs.id => Relation::Equal,
            (Some(_), Some(_)) => Relation::NotComparable,
        };
        let parts = |level: Option<Level>| match level {
            Some(Level { id, number: _, en, ja, question, question_ja }) => {
                let words = [en, ja, question, question_ja.unwrap_or_default()].join(" / ");
                (Some(Value::Text(id)), words)
            }
            None => (None, String::new()),
        };
        let ((ours, our_words), (theirs, their_words)) = (parts(ours), parts(theirs));
        let subject = format!("grades {axis} {}", number.value());
        drafts.push(wording(format!("{subject} wording"), &our_words, &their_words));
        drafts.push(Draft::new(subject, Aspect::Level, relation).values(ours, theirs));
    }
    drafts
}

fn restrictions(overlay: &Policy, baseline: &Policy) -> Vec<Draft> {
    let (ours, theirs) = (overlay.vocabulary.as_ref(), baseline.vocabulary.as_ref());
    let ids: BTreeSet<&RestrictionId> =
        theirs.restrictions.iter().chain(&ours.restrictions).map(|definition| &definition.id).collect();
    let mut drafts = Vec::new();
    for id in ids {
        let (our, their) = (ours.restriction(id.as_str()), theirs.restriction(id.as_str()));
        let sources = [baseline, overlay].map(|policy| policy.restriction_sources.get(id)?.clause.as_ref());
        let parts = |definition: Option<&RestrictionDefinition>| definition.map(Parts::of);
        drafts.extend(
            restriction(id, parts(our), parts(their), ours, theirs).into_iter().map(|draft| draft.clause(sources)),
        );
    }
    drafts
}

/// What matters of a restriction's definition.
struct Parts {
    /// Axis, verb, effect and parameter.
    meaning: String,
    degree: Degree,
    words: String,
}

impl Parts {
    fn of(definition: &RestrictionDefinition) -> Self {
        let RestrictionDefinition {
            id: _,
            axis,
            verb,
            effect,
            parameter,
            en,
            ja,
            does_en,
            does_ja,
            degree,
            conflicts: _,
        } = definition;
        let effect = match effect {
            Effect::Prohibit => "prohibit",
            Effect::PermitRequired => "permit-required",
            Effect::Require => "require",
        };
        let parameter = match parameter {
            ParameterKind::None => "none",
            ParameterKind::Group => "group",
            ParameterKind::Date => "date",
            ParameterKind::Place => "place",
            ParameterKind::Duration => "duration",
        };
        Self {
            meaning: format!("{axis}: {effect} {verb} ({parameter})"),
            degree: *degree,
            words: [Some(en), Some(ja), does_en.as_ref(), does_ja.as_ref()]
                .map(|text| text.map_or("", String::as_str))
                .join(" / "),
        }
    }
}

fn restriction(
    id: &RestrictionId,
    ours: Option<Parts>,
    theirs: Option<Parts>,
    our_words: &Vocabulary,
    their_words: &Vocabulary,
) -> Vec<Draft> {
    let subject = format!("restriction {id}");
    let meaning = |parts: &Option<Parts>| parts.as_ref().map(|parts| Value::Text(parts.meaning.clone()));
    let hint = Hint { restrictions: vec![id.clone()], ..Hint::default() };
    let (Some(our), Some(their)) = (&ours, &theirs) else {
        // One that is gone can no longer be stated; one that is new is obeyed by nobody else.
        return vec![
            Draft::new(subject, Aspect::Restriction, Relation::Weaker)
                .values(meaning(&ours), meaning(&theirs))
                .hint(hint),
        ];
    };
    let relation = if our.meaning == their.meaning { Relation::Equal } else { Relation::NotComparable };
    let degree = |degree| {
        Some(Value::Word(match degree {
            Degree::Stated => "stated",
            Degree::Checked => "checked",
            Degree::Enforced => "enforced",
        }))
    };
    let mut drafts = vec![
        Draft::new(subject.clone(), Aspect::Restriction, relation).values(meaning(&ours), meaning(&theirs)).hint(hint),
        Draft::new(format!("{subject} degree"), Aspect::Degree, Relation::of(&our.degree, &their.degree))
            .values(degree(our.degree), degree(their.degree))
            .hint(Hint { restrictions: vec![id.clone()], ..Hint::default() }),
        wording(format!("{subject} wording"), &our.words, &their.words),
    ];
    let (our_conflicts, their_conflicts) = (conflicts(id, our_words), conflicts(id, their_words));
    let list = |ids: &BTreeSet<RestrictionId>| {
        (!ids.is_empty()).then(|| Value::List(ids.iter().map(|id| id.as_str().to_owned()).collect()))
    };
    let mut stated = vec![id.clone()];
    stated.extend(their_conflicts.difference(&our_conflicts).next().cloned());
    drafts.push(
        // More conflicts refuse more labels.
        Draft::new(
            format!("{subject} conflicts"),
            Aspect::Conflicts,
            Relation::of_sets(&their_conflicts, &our_conflicts),
        )
        .values(list(&our_conflicts), list(&their_conflicts))
        .hint(Hint { restrictions: stated, ..Hint::default() }),
    );
    drafts
}

/// What cannot stand beside a restriction, from whichever side it is declared.
fn conflicts(id: &RestrictionId, words: &Vocabulary) -> BTreeSet<RestrictionId> {
    let own = words.restriction(id.as_str()).into_iter().flat_map(|definition| &definition.conflicts);
    let others = words.restrictions.iter().filter(|other| other.conflicts.contains(id)).map(|other| &other.id);
    own.chain(others).cloned().collect()
}
