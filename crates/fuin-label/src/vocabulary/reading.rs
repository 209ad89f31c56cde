//! The reading of label text in the words of a vocabulary.

use jiff::civil::Date;

use super::{CONFIDENTIAL_UNTIL, KEEP_UNTIL, ParameterKind, Vocabulary, expectation};
use crate::error::Error;
use crate::grade::{Axis, Grades};
use crate::label::Label;
use crate::restriction::{Parameter, Restriction};

mod grades;

impl Vocabulary {
    /// Reads grades: short ids such as `C2I2A1`, or the names of levels such as `機密性2情報`, also without the 情報 at
    /// their end; in any order, case and width, one after another or with spaces, `/`, `,`, `、` or `・` between names.
    /// Axes that are not named take the policy's defaults.
    ///
    /// # Errors
    /// [`Error::UnknownGrade`], [`Error::GradedTwice`] or [`Error::NotGraded`].
    pub fn parse_grades(&self, text: &str) -> Result<Grades, Error> {
        //= spec/label.md#grades
        //# The names of levels MUST be read regardless of case and width.
        let mut found = [None; 3];
        for (axis, number) in grades::find(self, text).map_err(|part| self.unknown_grade(&part))? {
            let slot = found.get_mut(axis as usize).ok_or_else(|| self.unknown_grade(text))?;
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
