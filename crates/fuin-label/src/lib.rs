//! The security label: grades, handling restrictions, their order, and their human rendering.
//!
//! A label says how a file must be handled: a grade on each of three axes, the handling restrictions its originator
//! stated, and until when it must be kept and kept secret. The words a label may use come from a [`Vocabulary`],
//! which a policy defines; this crate knows none of its own. It does no cryptography, reads no TOML and encodes no DER.
//!
//! Floor 0: it depends on nothing else of this workspace, does no I/O and reads no clock.
//!
//! | module | holds |
//! |---|---|
//! | [`grade`] | axes, level numbers and the three grades of a label |
//! | [`restriction`] | handling restrictions and their parameters |
//! | [`label`] | the label |
//! | [`vocabulary`] | the levels and restrictions that one label policy defines; reading label text; the order of labels: dominates, join |
//! | [`marking`] | the rendering of a label in English and Japanese |
//!
//! Labels are compared field by field; nothing here can panic on any input, and every text that a label carries is
//! free of control and bidirectional-override characters.

pub mod error;
pub mod grade;
pub mod label;
pub mod marking;
pub mod restriction;
pub mod vocabulary;

pub use error::Error;
pub use grade::{Axis, Grades, LevelNumber};
pub use label::{Label, LabelPolicyId};
pub use marking::Language;
pub use restriction::{Parameter, Restriction, RestrictionId};
pub use vocabulary::{AxisLevels, Degree, Effect, Level, ParameterKind, RestrictionDefinition, Vocabulary};
