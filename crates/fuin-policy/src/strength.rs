//! The strength table: bits against the period in which use ends (the form of CRYPTREC LS-0003).

use jiff::civil::Date;

use crate::policy::Source;

/// What the table says of a strength in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// Not usable.
    No,
    /// Tolerated for what exists.
    Allow,
    /// Usable, but the migration away from it must be completed in the period.
    Finish,
    /// Usable.
    Ok,
}

impl Standing {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Allow => "allow",
            Self::Finish => "finish",
            Self::Ok => "ok",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            "ok" => Some(Self::Ok),
            "finish" => Some(Self::Finish),
            "allow" => Some(Self::Allow),
            "no" => Some(Self::No),
            _ => None,
        }
    }
}

/// Whether something is made anew or what exists is processed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Handling {
    New,
    Process,
}

/// The whole table. Every row has one standing for each column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StrengthTable {
    pub(crate) source: Source,
    /// First year of the first column.
    pub(crate) from: i16,
    /// Last year of each column, increasing; at least one.
    pub(crate) until: Vec<i16>,
    /// Increasing in bits; at least one.
    pub(crate) rows: Vec<StrengthRow>,
}

/// One row: a strength and everything up to the next row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StrengthRow {
    pub(crate) bits: u16,
    pub(crate) new: Vec<Standing>,
    pub(crate) process: Vec<Standing>,
}

/// A column of the table, chosen by a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column {
    index: usize,
    /// First year of the column.
    pub(crate) from: i16,
    /// Last year of the column.
    pub(crate) until: i16,
    /// Whether the day lies after the last column, which then stands in.
    pub(crate) beyond: bool,
}

impl StrengthTable {
    /// The column of a day; days before the first column count as in it, days after the last as in the last.
    pub(crate) fn column(&self, day: Date) -> Column {
        let year = day.year();
        let within = self.until.iter().position(|until| year <= *until);
        let index = within.unwrap_or(self.until.len().saturating_sub(1));
        let before = index.checked_sub(1).and_then(|before| self.until.get(before));
        Column {
            index,
            from: before.map_or(self.from, |until| until.saturating_add(1)),
            until: self.until.get(index).copied().unwrap_or(self.from),
            beyond: within.is_none(),
        }
    }

    /// What the table says of a strength; what is below every row is not usable.
    pub(crate) fn standing(&self, bits: u16, handling: Handling, column: Column) -> Standing {
        let row = self.rows.iter().rev().find(|row| row.bits <= bits);
        row.map_or(Standing::No, |row| row.standing(handling, column))
    }

    /// The smallest strength that is usable, or the smallest that is so without reservation.
    pub(crate) fn least(&self, at_least: Standing, handling: Handling, column: Column) -> Option<u16> {
        self.rows.iter().find(|row| row.standing(handling, column) >= at_least).map(|row| row.bits)
    }
}

impl StrengthRow {
    fn standing(&self, handling: Handling, column: Column) -> Standing {
        let standings = match handling {
            Handling::New => &self.new,
            Handling::Process => &self.process,
        };
        standings.get(column.index).copied().unwrap_or(Standing::No)
    }
}
