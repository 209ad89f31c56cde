//! Whether one policy is at least as strict as another, clause by clause (spec/policy.md, At least as strict).
//!
//! The question is one about decisions: *whatever the overlay permits, the baseline permits.* It is answered over the
//! finitely many regions that the conditions and breakpoints of both policies cut out, never field by field where the
//! conditions differ. Each part of a policy refuses on its own and a refusal is the union of all of them, so it is
//! enough that every refusal of the baseline is matched by one of the overlay's *in the same part*. The comparison is
//! therefore sound, and errs on the strict side only: an overlay that makes up for one part by another is called weaker.
//!
//! # Tables
//!
//! What an algorithm's row, the strength table and the key sizes say is constant between breakpoints: key lengths, bits
//! and years named by either policy. One comparison for each such cell is a comparison for all requests.
//!
//! # Rules
//!
//! A rule has a box of grades and up to four *atoms*: an operation, a restriction, a kind of recipient, a place. The
//! operation of a request is one, so operations are taken one by one. Every other atom only has to be *among* those of
//! the request. **More atoms mean more applicable rules, and more applicable rules mean more violations** (every demand
//! but `foreign` only ever adds violations). So where a baseline rule applies, the request that the fewest overlay rules
//! see is the one with exactly the atoms of the baseline's rule: if an overlay rule demands as much there, its atoms are
//! among them, and it applies to every request with more atoms as well. What is left are the grades: the overlay's rules
//! whose atoms fit are boxes, and they must cover the box of the baseline's rule. Demands on each recipient concern only
//! recipients of the rule's kind; they are compared kind by kind.
//!
//! # Foreign messages
//!
//! `foreign` is the exception: an applicable rule *relaxes*, since it replaces the default that every measure must be
//! there. Where the baseline demands a measure, it is because one of its rules lists it or because none applies; where
//! the overlay does not, it is because one of its rules applies and none of them lists it, or because none applies and
//! the default lacks it. For each such pair of reasons the union of the two rules' atoms is the request with the fewest
//! other rules, so these pairs, over their common box of grades, are all there is to look at.
//!
//! # Bounds
//!
//! Work is counted; what is left when the count runs out is called not comparable, which counts as weaker.

mod cutoffs;
mod document;
mod example;
mod finding;
mod foreign;
mod horizons;
mod region;
mod rules;
mod strength;
mod vocabulary;

pub use example::{Example, Refused};
pub use finding::{Aspect, Finding, Relation, Value};

use crate::policy::{Policy, PolicyReference};
use example::Examples;
use region::Space;

/// How two policies compare: everything that either says, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The policy that should be at least as strict.
    pub overlay: PolicyReference,
    /// The policy it is held against.
    pub baseline: PolicyReference,
    /// One for each row, and for each region of it that compares differently; in the order of a document.
    pub findings: Vec<Finding>,
}

impl Comparison {
    /// The findings of one relation.
    pub fn of(&self, relation: Relation) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.relation == relation)
    }

    /// The relation of the whole: weaker as soon as anything is weaker or not comparable, else stricter as soon as
    /// anything is stricter, else equal.
    #[must_use]
    pub fn relation(&self) -> Relation {
        let any = |relation| self.of(relation).next().is_some();
        //= spec/policy.md#at-least-as-strict
        //# What is not comparable MUST count as weaker.
        if any(Relation::Weaker) || any(Relation::NotComparable) {
            Relation::Weaker
        } else if any(Relation::Stricter) {
            Relation::Stricter
        } else {
            Relation::Equal
        }
    }

    /// Whether the overlay is not at least as strict as the baseline.
    #[must_use]
    pub fn is_weaker(&self) -> bool {
        self.relation() == Relation::Weaker
    }
}

/// Compares an overlay with a baseline: whether whatever the first permits the second permits too.
///
/// Both are compared as they judge, that is with what they inherit.
#[must_use]
pub fn compare(overlay: &Policy, baseline: &Policy) -> Comparison {
    //= spec/policy.md#at-least-as-strict
    //# Where the comparison finds nothing weaker, whatever the overlay permits the baseline MUST permit.
    let space = Space::common(overlay.vocabulary(), baseline.vocabulary());
    let mut findings = document::compare(overlay, baseline);
    findings.extend(vocabulary::compare(overlay, baseline));
    findings.extend(cutoffs::compare(overlay, baseline));
    findings.extend(strength::compare(overlay, baseline));
    findings.extend(horizons::compare(overlay, baseline, &space));
    findings.extend(rules::compare(overlay, baseline, &space));
    let mut examples = Examples::new(overlay, baseline);
    let findings = findings.into_iter().map(|draft| examples.complete(draft)).collect();
    Comparison { overlay: overlay.reference(), baseline: baseline.reference(), findings }
}
