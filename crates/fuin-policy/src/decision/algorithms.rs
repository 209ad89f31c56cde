//! Algorithms: named by the policy, not past their cutoff, with keys and strength enough for the end of use.

use fuin_crypto::{AlgorithmUse, Role};
use jiff::civil::Date;

use super::{Cited, Judge, NO_SOURCE, WARNING_DAYS};
use crate::algorithms::{AlgorithmRow, Cutoff, Status, alternatives, is_rsa, known_use};
use crate::policy::DefaultHorizon;
use crate::request::{LabelFact, Operation};
use crate::strength::{Column, Handling, Standing};
use crate::verdict::{Arguments, Gravity};

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
                (Operation::Open | Operation::Verify | Operation::Dispose, _) => Purpose::Verify,
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
        self.judge_name(used, purpose, horizons);
        if purpose == Purpose::Write && is_rsa(&used.name) {
            self.judge_key_size(used);
        }
        self.judge_strength(used, horizons);
    }

    fn judge_name(&mut self, used: &AlgorithmUse, purpose: Purpose, horizons: Option<Horizons>) {
        let policy = self.policy;
        let name = &used.name;
        let named = || vec![("algorithm", name.to_string()), ("subject", used.subject.clone())];
        //= spec/policy.md#algorithms
        //# An algorithm that the policy does not name MUST be refused.
        //= spec/policy.md#algorithms
        //# Of the rows for an algorithm the one with the largest length not over the key's MUST apply.
        let Some((least, row)) = policy.algorithms.get(name.as_ref()).and_then(|rows| rows.for_key(used.key_bits))
        else {
            return self.refuse(&Cited::new("algorithms", NO_SOURCE), "policy.algorithm.unlisted", named());
        };
        //= spec/policy.md#algorithms
        //# A cutoff MUST be held against now, and for signatures against the time that is proven.
        let (cutoff, day, use_) = match purpose {
            Purpose::Write => (row.write, self.today, "write"),
            Purpose::Open => (row.open, self.today, "open"),
            Purpose::Verify if self.request.operation.writes() => (row.verify, self.today, "rely"),
            Purpose::Verify => (row.verify, self.proven, "verify"),
        };
        let rule = if least == 0 { format!("algorithms {name}") } else { format!("algorithms {name}/{least}") };
        let cited = Cited::new(&rule, &row.source);
        let with = |more: Vec<(&'static str, String)>| [named(), vec![("use", use_.to_owned())], more].concat();
        match cutoff {
            Cutoff::Never => self.refuse(&cited, "policy.algorithm.never", with(vec![])),
            Cutoff::Before(end) if !cutoff.allows(day) => {
                let arguments = with(vec![("day", day.to_string()), ("end", end.to_string())]);
                self.refuse(&cited.until(Some(end)), "policy.algorithm.cutoff", arguments);
            }
            // What is proven to be older than today will not be refused on any later day.
            Cutoff::Before(end)
                if day == self.today && day.until(end).map_or(i32::MAX, |span| span.get_days()) <= WARNING_DAYS =>
            {
                let arguments = with(vec![("end", end.to_string())]);
                self.warn(&cited.until(Some(end)), "policy.algorithm.cutoff-near", Gravity::Warning, arguments);
            }
            Cutoff::Warn => self.warn(&cited, "policy.algorithm.old", Gravity::Warning, named()),
            Cutoff::Always | Cutoff::Before(_) => {}
        }
        let cited = Cited::new(&rule, &row.source);
        if row.status == Some(Status::Monitored) && cutoff.allows(day) {
            self.warn(&cited, "policy.algorithm.monitored", Gravity::Note, named());
        }
        self.step(&cited, "policy.step.algorithm", || with(vec![("cutoff", cutoff.to_string())]));
        self.judge_row_horizon(used, row, &cited, horizons);
    }

    /// The day that a row sets to everything its algorithm protects.
    fn judge_row_horizon(
        &mut self,
        used: &AlgorithmUse,
        row: &AlgorithmRow,
        cited: &Cited<'_>,
        horizons: Option<Horizons>,
    ) {
        let needed = horizons.and_then(|horizons| horizons.of(used.role));
        let (Some(end), Some(needed)) = (row.horizon, needed) else { return };
        //= spec/policy.md#algorithms
        //# What is written MUST NOT need to hold after the `horizon` of an algorithm that protects it.
        if needed > end {
            let arguments = vec![
                ("algorithm", used.name.to_string()),
                ("subject", used.subject.clone()),
                ("needed", needed.to_string()),
                ("end", end.to_string()),
            ];
            self.refuse(&Cited::new(cited.rule, cited.source).until(Some(end)), "policy.algorithm.horizon", arguments);
        }
    }

    fn judge_key_size(&mut self, used: &AlgorithmUse) {
        let least = &self.policy.rsa;
        //= spec/policy.md#algorithms
        //# An RSA key that is shorter than `key-sizes` says, or of unknown length, MUST NOT be written with.
        if used.key_bits.is_some_and(|bits| bits >= least.bits) {
            return;
        }
        let bits = used.key_bits.map_or_else(|| "unknown".to_owned(), |bits| bits.to_string());
        let arguments = vec![("subject", used.subject.clone()), ("bits", bits), ("least", least.bits.to_string())];
        self.refuse(&Cited::new("key-sizes", &least.source), "policy.key-size.too-small", arguments);
    }

    fn judge_strength(&mut self, used: &AlgorithmUse, horizons: Option<Horizons>) {
        let table = &self.policy.strength;
        let cited = Cited::new("strength", &table.source);
        let named = vec![("algorithm", described(used)), ("subject", used.subject.clone())];
        //= spec/policy.md#strength
        //# A use of unknown strength MUST be refused.
        if used.strength == 0 {
            return self.refuse(&cited, "policy.strength.unknown", named);
        }
        let (handling, day) = if self.request.operation.writes() {
            //= spec/policy.md#strength
            //# What is written MUST be usable as `new` in the column of the day until which it must hold.
            let horizon = horizons.and_then(|horizons| horizons.of(used.role));
            // A missing horizon is a violation of its own; until it is given, only what is unusable today is refused.
            (Handling::New, horizon.map_or(self.today, |horizon| horizon.max(self.today)))
        } else {
            //= spec/policy.md#strength
            //# What is read MUST be usable as `process` in the column of today.
            (Handling::Process, self.today)
        };
        let column = table.column(day);
        let cited = cited.until(Some(day));
        let standing = table.standing(used.strength, handling, column);
        let mut arguments = named;
        arguments.extend([
            ("bits", used.strength.to_string()),
            ("from", column.from.to_string()),
            ("to", column.until.to_string()),
            ("day", day.to_string()),
        ]);
        self.step(&cited, "policy.step.strength", || {
            [arguments.clone(), vec![("standing", standing.name().to_owned())]].concat()
        });
        match standing {
            Standing::No => {
                arguments.extend(self.required_strength(used, handling, column));
                self.refuse(&cited, "policy.strength.too-low", arguments);
            }
            Standing::Finish => {
                let end = Date::new(column.until, 12, 31).ok();
                self.warn(&cited.until(end), "policy.strength.finish", Gravity::Warning, arguments);
            }
            Standing::Allow => self.warn(&cited, "policy.strength.allow", Gravity::Note, arguments),
            Standing::Ok if column.beyond => {
                self.warn(&cited, "policy.strength.beyond", Gravity::Note, arguments);
            }
            Standing::Ok => {}
        }
    }

    /// What would do instead: the least strength (0: none is enough), and on writing the names of what passes.
    fn required_strength(&self, used: &AlgorithmUse, handling: Handling, column: Column) -> Arguments {
        let Some(bits) = self.policy.strength.least(Standing::Allow, handling, column) else {
            return vec![("least", "0".to_owned()), ("instead", "none".to_owned())];
        };
        let passes = |name: &&str| -> bool {
            let strong = known_use(name, "").is_some_and(|alternative| alternative.strength >= bits);
            let row = self.policy.algorithms.get(*name).and_then(|rows| rows.for_key(None));
            strong && row.is_some_and(|(_, row)| row.write.allows(self.today))
        };
        let writes = handling == Handling::New;
        let names = alternatives(used.role).iter().find(|names| writes && names.iter().all(passes));
        let instead = names.map_or_else(|| "none".to_owned(), |names| names.join(" + "));
        vec![("least", bits.to_string()), ("instead", instead)]
    }

    /// The horizons of what is written: the label's dates, else the defaults of its grades, else a violation. None
    /// without a label, which is a violation of its own.
    fn horizons(&mut self) -> Option<Horizons> {
        let LabelFact::Stated(label) = self.request.label else { return None };
        let defaults = |years: fn(&DefaultHorizon) -> Option<u16>| {
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
        let needed = [
            ("keep-until", label.keep_until, horizons.keep, true),
            ("confidential-until", label.confidential_until, horizons.confidential, secret),
        ];
        for (name, stated, horizon, _) in needed.iter().filter(|(.., needed)| *needed) {
            let cited = Cited::new("default-horizon", NO_SOURCE);
            match horizon {
                //= spec/policy.md#strength
                //# A needed horizon that the label does not state and the policy does not default MUST be refused.
                None => self.refuse(&cited, "policy.horizon.missing", vec![("horizon", (*name).to_owned())]),
                Some(day) => self.step(&cited, "policy.step.horizon", || {
                    let origin = if stated.is_some() { "label" } else { "default" };
                    vec![("horizon", (*name).to_owned()), ("day", day.to_string()), ("origin", origin.to_owned())]
                }),
            }
        }
        Some(horizons)
    }
}

impl Horizons {
    /// Until when what an algorithm of this role protects must hold.
    const fn of(self, role: Role) -> Option<Date> {
        if is_confidentiality(role) { self.confidential } else { self.keep }
    }
}

/// Whether a role protects confidentiality rather than authenticity.
const fn is_confidentiality(role: Role) -> bool {
    match role {
        Role::ContentEncryption | Role::KeyEstablishment | Role::KeyDerivation | Role::KeyWrap => true,
        Role::Signature | Role::Digest => false,
    }
}

/// An algorithm in words: an RSA key by its length, everything else by its name.
pub(super) fn described(used: &AlgorithmUse) -> String {
    match used.key_bits {
        Some(bits) if is_rsa(&used.name) => format!("RSA-{bits}"),
        _ => used.name.to_string(),
    }
}
