//! Axes and grades: how much confidentiality, integrity and availability matter.

use std::fmt;

use crate::error::Error;

/// What a grade is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Axis {
    /// Keeping the content from others.
    Confidentiality,
    /// Keeping the content unaltered.
    Integrity,
    /// Keeping the content at hand.
    Availability,
}

impl Axis {
    /// The three axes, in the order labels are written.
    pub const ALL: [Self; 3] = [Self::Confidentiality, Self::Integrity, Self::Availability];
}

impl fmt::Display for Axis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Confidentiality => "confidentiality",
            Self::Integrity => "integrity",
            Self::Availability => "availability",
        })
    }
}

/// A level's number: higher is stricter. On the confidentiality axis it is the ESS security classification
/// (RFC 2634, 3.2), where 0 to 5 have fixed meanings and 6 to 256 are a policy's to define.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LevelNumber(u16);

impl LevelNumber {
    /// The highest number there is.
    pub const MAX: u16 = 256;

    /// Checks the range.
    ///
    /// # Errors
    /// [`Error::LevelNumber`] over 256.
    pub fn new(number: u64) -> Result<Self, Error> {
        match u16::try_from(number) {
            Ok(small) if small <= Self::MAX => Ok(Self(small)),
            _ => Err(Error::LevelNumber { number }),
        }
    }

    /// The number.
    #[must_use]
    pub const fn value(self) -> u16 {
        self.0
    }
}

/// The grades of a label, one for each axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Grades {
    /// The confidentiality grade.
    pub confidentiality: LevelNumber,
    /// The integrity grade.
    pub integrity: LevelNumber,
    /// The availability grade.
    pub availability: LevelNumber,
}

impl Grades {
    /// The grade on one axis.
    #[must_use]
    pub const fn on(&self, axis: Axis) -> LevelNumber {
        match axis {
            Axis::Confidentiality => self.confidentiality,
            Axis::Integrity => self.integrity,
            Axis::Availability => self.availability,
        }
    }

    /// Whether every grade is at least as high as `other`'s.
    #[must_use]
    pub fn dominates(&self, other: &Self) -> bool {
        Axis::ALL.iter().all(|&axis| self.on(axis) >= other.on(axis))
    }

    /// The higher grade on each axis.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        Self {
            confidentiality: self.confidentiality.max(other.confidentiality),
            integrity: self.integrity.max(other.integrity),
            availability: self.availability.max(other.availability),
        }
    }
}
