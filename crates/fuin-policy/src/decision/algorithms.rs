//! Algorithms: named by the policy, not past their cutoff, with keys and strength enough for the end of use.

use fuin_crypto::{AlgorithmUse, Role};
use jiff::civil::Date;

use super::{Cited, Judge, NO_SOURCE};
use crate::algorithms::{Cutoff, Status, alternatives, is_rsa, known_use};
use crate::request::{LabelFact, Operation};
use crate::strength::{Column, Handling, Standing};
use crate::verdict::Gravity;

/// How long before a cutoff a warning is given, in days.
const WARNING_DAYS: i32 = 365;

/// Why an algorithm is used, which decides the cutoff it is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Write,
    Verify,
    Open,
}

/// Until when content must hold; none where that is neither stated nor defaulted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Horizons {
    keep: Option<Date>,
    confidential: Option<Date>,
}

impl Judge<'_> {
    pub(super) fn judge_algorithms(&mut self) {
        let (request, writes) = (self.request, self.request.operation.writes());
        let horizons = writes.then(|| self.horizons()).flatten();
        for used in request.algorithms {
            let purpose = match (request.operation, is_confidentiality(used.role)) {
                (Operation::Seal | Operation::Sign, _) => Purpose::Write,
                (Operation::Open, true) => Purpose::Open,
                (Operation::Open | Operation::Verify, _) => Purpose::Verify,
            };
            self.judge_use(used, purpose, horizons);
        }
        //= spec/policy.md#algorithms
        //# The algorithms of certificates on the signer's path MUST be judged by `verify`, whatever the operation.
        for used in request.certificates {
            self.judge_use(used, Purpose::Verify, horizons);
        }
    }

    fn judge_use(&mut self, used: &AlgorithmUse, purpose: Purpose, horizons: Option<Horizons>) {
        self.judge_name(used, purpose);
        if purpose == Purpose::Write && is_rsa(&used.name) {
            self.judge_key_size(used);
        }
        self.judge_strength(used, horizons);
    }

    fn judge_name(&mut self, used: &AlgorithmUse, purpose: Purpose) {
        let policy = self.policy;
        let name = &used.name;
        //= spec/policy.md#algorithms
        //# An algorithm that the policy does not name MUST be refused.
        let Some(row) = policy.algorithms.get(name.as_ref()) else {
            let found = format!("{name} of {} is not in the policy", used.subject);
            let required = "only algorithms that the policy names may be used".to_owned();
            return self.refuse(&Cited::new("algorithms", NO_SOURCE), "policy.algorithm.unlisted", found, required);
        };
        //= spec/policy.md#algorithms
        //# A cutoff MUST be held against now, and for signatures against the time that is proven.
        let (cutoff, day, verb) = match purpose {
            Purpose::Write => (row.write, self.today, "written"),
            Purpose::Open => (row.open, self.today, "opened"),
            Purpose::Verify if self.request.operation.writes() => (row.verify, self.today, "relied on"),
            Purpose::Verify => (row.verify, self.proven, "accepted"),
        };
        let rule = format!("algorithms {name}");
        let found = format!("{name} of {}", used.subject);
        match cutoff {
            Cutoff::Never => {
                let required = format!("{name} must never be {verb}");
                self.refuse(&Cited::new(&rule, &row.source), "policy.algorithm.never", found, required);
            }
            Cutoff::Before(end) if !cutoff.allows(day) => {
                let found = format!("{found} is judged on {day}");
                let required = format!("{name} may be {verb} before {end} only");
                let cited = Cited::new(&rule, &row.source).until(Some(end));
                self.refuse(&cited, "policy.algorithm.cutoff", found, required);
            }
            Cutoff::Before(end) => {
                let near = day.until(end).map_or(i32::MAX, |span| span.get_days()) <= WARNING_DAYS;
                if near {
                    let text = format!("{found} will be refused from {end}");
                    let cited = Cited::new(&rule, &row.source).until(Some(end));
                    self.warn(&cited, "policy.algorithm.cutoff-near", Gravity::Warning, text);
                }
            }
            Cutoff::Warn => {
                let text = format!("{found} may be read, but is not written any more");
                self.warn(&Cited::new(&rule, &row.source), "policy.algorithm.old", Gravity::Warning, text);
            }
            Cutoff::Always => {}
        }
        if row.status == Some(Status::Monitored) && cutoff.allows(day) {
            let text = format!("{name} of {} is kept for compatibility only", used.subject);
            self.warn(&Cited::new(&rule, &row.source), "policy.algorithm.monitored", Gravity::Note, text);
        }
    }

    fn judge_key_size(&mut self, used: &AlgorithmUse) {
        let least = &self.policy.rsa;
        //= spec/policy.md#algorithms
        //# An RSA key that is shorter than `key-sizes` says, or of unknown length, MUST NOT be written with.
        if used.key_bits.is_some_and(|bits| bits >= least.bits) {
            return;
        }
        let found = match used.key_bits {
            Some(bits) => format!("the RSA key of {} has {bits} bits", used.subject),
            None => format!("the RSA key of {} has an unknown length", used.subject),
        };
        let required = format!("at least {} bits are required", least.bits);
        self.refuse(&Cited::new("key-sizes", &least.source), "policy.key-size.too-small", found, required);
    }

    fn judge_strength(&mut self, used: &AlgorithmUse, horizons: Option<Horizons>) {
        let table = &self.policy.strength;
        let cited = Cited::new("strength", &table.source);
        //= spec/policy.md#strength
        //# A use of unknown strength MUST be refused.
        if used.strength == 0 {
            let found = format!("the strength of {} is unknown", described(used));
            let required = "only algorithms and keys of known strength may be used".to_owned();
            return self.refuse(&cited, "policy.strength.unknown", found, required);
        }
        let writes = self.request.operation.writes();
        let (handling, day) = if writes {
            //= spec/policy.md#strength
            //# What is written MUST be usable as `new` in the column of the day until which it must hold.
            let horizon = match (horizons, is_confidentiality(used.role)) {
                (Some(horizons), true) => horizons.confidential,
                (Some(horizons), false) => horizons.keep,
                (None, _) => None,
            };
            // A missing horizon is a violation of its own; until it is given, only what is unusable today is refused.
            (Handling::New, horizon.map_or(self.today, |horizon| horizon.max(self.today)))
        } else {
            //= spec/policy.md#strength
            //# What is read MUST be usable as `process` in the column of today.
            (Handling::Process, self.today)
        };
        let column = table.column(day);
        let cited = cited.until(Some(day));
        let found = format!("{} gives {} bits", described(used), used.strength);
        let period = format!("{}-{}", column.from, column.until);
        match table.standing(used.strength, handling, column) {
            Standing::No => {
                let required = self.required_strength(used, handling, column, day);
                self.refuse(&cited, "policy.strength.too-low", found, required);
            }
            Standing::Finish => {
                let text = format!("{found}: the migration to stronger ones must be completed in {period}");
                let end = Date::new(column.until, 12, 31).ok();
                self.warn(&cited.until(end), "policy.strength.finish", Gravity::Warning, text);
            }
            Standing::Allow => {
                let text = format!("{found}, which is tolerated in {period} for what exists");
                self.warn(&cited, "policy.strength.allow", Gravity::Note, text);
            }
            Standing::Ok if column.beyond => {
                let text = format!("{found}: nothing is known of the time after {}", column.until);
                self.warn(&cited, "policy.strength.beyond", Gravity::Note, text);
            }
            Standing::Ok => {}
        }
    }

    /// What would do instead: the least strength, its column, and on writing the names of what passes.
    fn required_strength(&self, used: &AlgorithmUse, handling: Handling, column: Column, day: Date) -> String {
        let period = format!("column {}-{}", column.from, column.until);
        let Some(bits) = self.policy.strength.least(Standing::Allow, handling, column) else {
            return format!("until {day} ({period}) no strength is enough");
        };
        let required = format!("until {day} ({period}) at least {bits} are required");
        if handling == Handling::Process {
            return required;
        }
        let passes = |name: &&str| -> bool {
            let strong = known_use(name, "").is_some_and(|alternative| alternative.strength >= bits);
            strong && self.policy.algorithms.get(*name).is_some_and(|row| row.write.allows(self.today))
        };
        match alternatives(used.role).iter().find(|names| names.iter().all(passes)) {
            Some(names) => format!("{required}, as {} gives", names.join(" with ")),
            None => required,
        }
    }

    /// The horizons of what is written: the label's dates, else the defaults of its grades, else a violation. None
    /// without a label, which is a violation of its own.
    fn horizons(&mut self) -> Option<Horizons> {
        let LabelFact::Stated(label) = self.request.label else { return None };
        let defaults = |years: fn(&crate::policy::DefaultHorizon) -> Option<u16>| {
            let of_label = self.policy.horizons.iter().filter(|row| label.grades.on(row.axis) == row.level);
            let years = of_label.filter_map(years).max()?;
            self.today.checked_add(jiff::Span::new().years(i64::from(years))).ok()
        };
        let horizons = Horizons {
            keep: label.keep_until.or_else(|| defaults(|row| row.keep)),
            confidential: label.confidential_until.or_else(|| defaults(|row| row.confidential)),
        };
        let secret = self.request.operation == Operation::Seal
            || self.request.algorithms.iter().any(|used| is_confidentiality(used.role));
        let needed = [("keep-until", horizons.keep, true), ("confidential-until", horizons.confidential, secret)];
        //= spec/policy.md#strength
        //# A needed horizon that the label does not state and the policy does not default MUST be refused.
        for (name, _, _) in needed.iter().filter(|(_, horizon, needed)| horizon.is_none() && *needed) {
            let found = format!("the label does not say {name}, and its grades have no default");
            let required = format!("it must be given, as in --{name} 2035-03-31");
            self.refuse(&Cited::new("default-horizon", NO_SOURCE), "policy.horizon.missing", found, required);
        }
        Some(horizons)
    }
}

/// Whether a role protects confidentiality rather than authenticity.
const fn is_confidentiality(role: Role) -> bool {
    match role {
        Role::ContentEncryption | Role::KeyEstablishment | Role::KeyDerivation | Role::KeyWrap => true,
        Role::Signature | Role::Digest => false,
    }
}

/// A use in words: an RSA key by its length, everything else by its name.
pub(super) fn described(used: &AlgorithmUse) -> String {
    match used.key_bits {
        Some(bits) if is_rsa(&used.name) => format!("RSA-{bits} of {}", used.subject),
        _ => format!("{} of {}", used.name, used.subject),
    }
}
