//! The levels and restrictions that one label policy defines, and the reading of label text in its words.

use jiff::civil::Date;

use crate::error::Error;
use crate::grade::{Axis, Grades, LevelNumber};
use crate::label::{Label, LabelPolicyId, MAX_RESTRICTIONS};
use crate::marking::Language;
use crate::restriction::{Parameter, Restriction, RestrictionId};

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
    /// One plain sentence that helps to choose it.
    pub question: String,
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

    /// Reads grades such as `C2I2A1`, or `C2` with the policy's defaults on the other axes.
    ///
    /// # Errors
    /// [`Error::UnknownGrade`], [`Error::GradedTwice`] or [`Error::NotGraded`].
    pub fn parse_grades(&self, text: &str) -> Result<Grades, Error> {
        let mut found: [Option<LevelNumber>; 3] = [None; 3];
        for part in split_grades(text) {
            let (axis, number) = self.find_grade(part).ok_or_else(|| self.unknown_grade(part))?;
            let slot = found.get_mut(axis as usize).ok_or_else(|| self.unknown_grade(part))?;
            //= spec/label.md#grades
            //# An axis that is graded twice MUST be refused.
            if slot.replace(number).is_some() {
                return Err(Error::GradedTwice { axis, text: text.to_owned() });
            }
        }
        if found == [None; 3] {
            return Err(self.unknown_grade(text));
        }
        let on = |axis: Axis| {
            let stated = found.get(axis as usize).copied().flatten();
            //= spec/label.md#grades
            //# An axis that is not graded and has no default MUST be refused.
            stated.or(self.on(axis).default).ok_or_else(|| Error::NotGraded { axis, text: text.to_owned() })
        };
        Ok(Grades {
            confidentiality: on(Axis::Confidentiality)?,
            integrity: on(Axis::Integrity)?,
            availability: on(Axis::Availability)?,
        })
    }

    /// Reads a label from its grades and restrictions, as `C2I2A1` and `no-copy`, `readers=board`,
    /// `keep-until=2055-03-31`. The two dates of a label may be given as restrictions.
    ///
    /// # Errors
    /// Whatever is wrong first: an unknown grade or restriction, a wrong parameter, too many restrictions, or two
    /// that contradict each other.
    pub fn parse_label<T: AsRef<str>>(&self, grades: &str, restrictions: &[T]) -> Result<Label, Error> {
        let mut label = Label::new(self.policy.clone(), self.parse_grades(grades)?);
        for text in restrictions {
            let restriction = self.parse_restriction(text.as_ref())?;
            match (restriction.id.as_str(), &restriction.parameter) {
                (KEEP_UNTIL, Some(Parameter::Date(day))) => state_once(&mut label.keep_until, *day, KEEP_UNTIL)?,
                (CONFIDENTIAL_UNTIL, Some(Parameter::Date(day))) => {
                    state_once(&mut label.confidential_until, *day, CONFIDENTIAL_UNTIL)?;
                }
                _ => {
                    label.restrictions.insert(restriction);
                }
            }
        }
        self.check(&label)?;
        Ok(label)
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
            let conflict =
                definition.conflicts.iter().find(|id| label.restrictions.iter().any(|other| other.id == **id));
            if let Some(other) = conflict {
                return Err(Error::Conflict { first: definition.id.to_string(), second: other.to_string() });
            }
        }
        Ok(())
    }

    /// Reads one restriction, as `no-copy` or `readers=board`.
    ///
    /// # Errors
    /// [`Error::UnknownRestriction`] or [`Error::Parameter`].
    pub fn parse_restriction(&self, text: &str) -> Result<Restriction, Error> {
        let (id, value) = match text.split_once('=') {
            Some((id, value)) => (id, Some(value)),
            None => (text, None),
        };
        let definition = self.definition(id)?;
        let wrong = || Error::Parameter { id: id.to_owned(), problem: expectation(definition.parameter) };
        let parameter = match (definition.parameter, value) {
            (ParameterKind::None, None) => None,
            (ParameterKind::Group, Some(value)) => Some(Parameter::group(value)?),
            (ParameterKind::Place, Some(value)) => Some(Parameter::place(value)?),
            (ParameterKind::Date, Some(value)) => Some(Parameter::Date(parse_date(value).ok_or_else(wrong)?)),
            (ParameterKind::Duration, Some(value)) => Some(Parameter::Hours(parse_hours(value).ok_or_else(wrong)?)),
            _ => return Err(wrong()),
        };
        Ok(Restriction { id: definition.id.clone(), parameter })
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

    fn find_grade(&self, id: &str) -> Option<(Axis, LevelNumber)> {
        Axis::ALL.into_iter().find_map(|axis| {
            let level = self.on(axis).levels.iter().find(|level| level.id.eq_ignore_ascii_case(id))?;
            Some((axis, level.number))
        })
    }

    fn unknown_grade(&self, text: &str) -> Error {
        let levels = Axis::ALL.into_iter().flat_map(|axis| &self.on(axis).levels);
        let known = levels.map(|level| level.id.as_str()).collect::<Vec<_>>().join(" ");
        Error::UnknownGrade { text: text.to_owned(), known }
    }
}

/// Sets a date of a label; another one that was stated before contradicts it.
fn state_once(slot: &mut Option<Date>, day: Date, id: &str) -> Result<(), Error> {
    match slot.replace(day) {
        Some(earlier) if earlier != day => {
            Err(Error::Conflict { first: format!("{id}={earlier}"), second: format!("{id}={day}") })
        }
        _ => Ok(()),
    }
}

/// Splits `C2I2A1` before each letter that follows a digit.
fn split_grades(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut rest, mut after_digit) = (text, false);
    while let Some((at, _)) = rest.char_indices().find(|&(_, c)| {
        let starts = after_digit && c.is_ascii_alphabetic();
        after_digit = c.is_ascii_digit();
        starts
    }) {
        let (part, tail) = rest.split_at(at);
        parts.push(part);
        (rest, after_digit) = (tail, false);
    }
    parts.push(rest);
    parts
}

fn check_parameter(definition: &RestrictionDefinition, parameter: Option<&Parameter>) -> Result<(), Error> {
    let fits = matches!(
        (definition.parameter, parameter),
        (ParameterKind::None, None)
            | (ParameterKind::Group, Some(Parameter::Group(_)))
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

/// Reads a day such as `2055-03-31`; other ISO 8601 forms are not taken, so that one day has one text.
#[must_use]
pub fn parse_date(text: &str) -> Option<Date> {
    //= spec/label.md#restrictions
    //# A day MUST be written as YYYY-MM-DD.
    let plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    if !plain {
        return None;
    }
    text.parse().ok()
}

/// Reads a length of time such as `12h` or `3d`, in hours.
#[must_use]
pub fn parse_hours(text: &str) -> Option<u32> {
    let (number, scale) = text.strip_suffix('h').map(|n| (n, 1)).or_else(|| text.strip_suffix('d').map(|n| (n, 24)))?;
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    number.parse::<u32>().ok()?.checked_mul(scale).filter(|hours| *hours > 0)
}

#[cfg(test)]
pub(crate) mod tests;
