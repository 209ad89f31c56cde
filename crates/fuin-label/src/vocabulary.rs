//! The levels and restrictions that one label policy defines, the order of labels in its words, and their reading.

use crate::error::Error;
use crate::grade::{Axis, Grades, LevelNumber};
use crate::label::{Label, LabelPolicyId, MAX_RESTRICTIONS};
use crate::marking::Language;
use crate::restriction::{MAX_MEMBERS, Parameter, RestrictionId};

mod order;
mod reading;

pub use reading::{parse_date, parse_hours};

/// The restriction id that states [`Label::keep_until`].
pub const KEEP_UNTIL: &str = "keep-until";
/// The restriction id that states [`Label::confidential_until`].
pub const CONFIDENTIAL_UNTIL: &str = "confidential-until";

/// A level on one axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// Short id such as `C2`, as used in `C2I2A1`: a letter and digits.
    pub id: String,
    /// Its number: the order within the axis, and what is encoded.
    pub number: LevelNumber,
    /// English name.
    pub en: String,
    /// Japanese name.
    pub ja: String,
    /// One plain sentence that helps to choose it, in English.
    pub question: String,
    /// The same in Japanese.
    pub question_ja: Option<String>,
}

/// What kind of value a restriction is stated with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// None.
    None,
    /// A group of readers.
    Group,
    /// A day, as `2055-03-31`.
    Date,
    /// A place.
    Place,
    /// A length of time, as `12h` or `3d`.
    Duration,
}

/// What a restriction does to the act it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The act is forbidden.
    Prohibit,
    /// The act needs the originator's permission.
    PermitRequired,
    /// The act is demanded.
    Require,
}

/// How far fuin itself holds anyone to a restriction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Degree {
    /// Shown, acknowledged and recorded; nothing more.
    Stated,
    /// Refused when fuin sees it.
    Checked,
    /// fuin itself does it or refuses.
    Enforced,
}

/// A restriction that a label policy defines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestrictionDefinition {
    /// Its id.
    pub id: RestrictionId,
    /// The axis it serves.
    pub axis: Axis,
    /// The act it is about, such as `copy`.
    pub verb: String,
    /// What it does to that act.
    pub effect: Effect,
    /// The value it takes.
    pub parameter: ParameterKind,
    /// English wording; `{}` stands for the parameter.
    pub en: String,
    /// Japanese wording; `{}` stands for the parameter.
    pub ja: String,
    /// How far fuin holds anyone to it.
    pub degree: Degree,
    /// One sentence, in English: what fuin really does about it, and what a recipient without fuin can ignore.
    pub does_en: Option<String>,
    /// The same in Japanese.
    pub does_ja: Option<String>,
    /// Ids that cannot stand beside it in one label.
    pub conflicts: Vec<RestrictionId>,
}

/// One axis: its levels from low to high, and the one used when a label does not name the axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AxisLevels {
    /// Levels, low to high, numbers strictly increasing.
    pub levels: Vec<Level>,
    /// The default's number.
    pub default: Option<LevelNumber>,
}

/// The words of one label policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vocabulary {
    /// Its identifier.
    pub policy: LabelPolicyId,
    /// Levels of confidentiality.
    pub confidentiality: AxisLevels,
    /// Levels of integrity.
    pub integrity: AxisLevels,
    /// Levels of availability.
    pub availability: AxisLevels,
    /// The restrictions it defines.
    pub restrictions: Vec<RestrictionDefinition>,
    /// The language of the marking that travels with a label.
    pub marking_language: Language,
}

impl Vocabulary {
    /// The levels of one axis.
    #[must_use]
    pub const fn on(&self, axis: Axis) -> &AxisLevels {
        match axis {
            Axis::Confidentiality => &self.confidentiality,
            Axis::Integrity => &self.integrity,
            Axis::Availability => &self.availability,
        }
    }

    /// The level with this number.
    #[must_use]
    pub fn level(&self, axis: Axis, number: LevelNumber) -> Option<&Level> {
        self.on(axis).levels.iter().find(|level| level.number == number)
    }

    /// The definition of a restriction.
    #[must_use]
    pub fn restriction(&self, id: &str) -> Option<&RestrictionDefinition> {
        self.restrictions.iter().find(|definition| definition.id.as_str() == id)
    }

    /// Checks that a label uses only this vocabulary's words, rightly: what [`Vocabulary::parse_label`] checks.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self, label: &Label) -> Result<(), Error> {
        if label.policy != self.policy {
            let (first, second) = (label.policy.to_string(), self.policy.to_string());
            return Err(Error::DifferentPolicies { first, second });
        }
        for axis in Axis::ALL {
            let number = label.grades.on(axis);
            self.level(axis, number).ok_or_else(|| self.unknown_grade(&format!("{axis} {}", number.value())))?;
        }
        //= spec/label.md#restrictions
        //# A label MUST hold at most 60 restrictions.
        if label.restrictions.len() > MAX_RESTRICTIONS {
            return Err(Error::Text { what: "the list of restrictions" });
        }
        for restriction in &label.restrictions {
            let definition = self.definition(restriction.id.as_str())?;
            check_parameter(definition, restriction.parameter.as_ref())?;
            if let Some(Parameter::Group { members, .. }) = &restriction.parameter
                && members.len() > MAX_MEMBERS
            {
                return Err(Error::Members { id: definition.id.to_string(), count: members.len() });
            }
        }
        self.check_conflicts(label)
    }

    /// The short form of grades, such as `C2I2A1`; a number without a level is shown as `?`.
    #[must_use]
    pub fn short_form(&self, grades: &Grades) -> String {
        let id = |axis| self.level(axis, grades.on(axis)).map_or("?", |level| level.id.as_str());
        Axis::ALL.into_iter().map(id).collect()
    }

    fn definition(&self, id: &str) -> Result<&RestrictionDefinition, Error> {
        //= spec/label.md#restrictions
        //# A restriction that the vocabulary does not define MUST be refused.
        self.restriction(id).ok_or_else(|| Error::UnknownRestriction { id: id.to_owned() })
    }

    fn unknown_grade(&self, text: &str) -> Error {
        let levels = Axis::ALL.into_iter().flat_map(|axis| &self.on(axis).levels);
        let known = levels.map(|level| level.id.as_str()).collect::<Vec<_>>().join(" ");
        Error::UnknownGrade { text: text.to_owned(), known }
    }
}

fn check_parameter(definition: &RestrictionDefinition, parameter: Option<&Parameter>) -> Result<(), Error> {
    let fits = matches!(
        (definition.parameter, parameter),
        (ParameterKind::None, None)
            | (ParameterKind::Group, Some(Parameter::Group { .. }))
            | (ParameterKind::Date, Some(Parameter::Date(_)))
            | (ParameterKind::Place, Some(Parameter::Place(_)))
            | (ParameterKind::Duration, Some(Parameter::Hours(_)))
    );
    if fits {
        return Ok(());
    }
    Err(Error::Parameter { id: definition.id.to_string(), problem: expectation(definition.parameter) })
}

const fn expectation(kind: ParameterKind) -> &'static str {
    match kind {
        ParameterKind::None => "takes no value",
        ParameterKind::Group => "needs a group, as in readers=board",
        ParameterKind::Date => "needs a date, written as 2055-03-31",
        ParameterKind::Place => "needs a place, as in keep-at=archive",
        ParameterKind::Duration => "needs a length of time, as in restore-within=12h or 3d",
    }
}

#[cfg(test)]
pub(crate) mod tests;
