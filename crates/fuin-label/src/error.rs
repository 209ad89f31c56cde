//! What is wrong with a label or with the text that should become one.

use crate::grade::Axis;

/// An error in a label, its text or its vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Text that names no grade of the vocabulary.
    #[error("\"{text}\" names no grade; the grades are {known}")]
    UnknownGrade {
        /// The part that was not understood.
        text: String,
        /// The grades there are, separated by spaces.
        known: String,
    },
    /// An axis that is named twice, as in `C2C3`.
    #[error("{axis} is graded twice in \"{text}\"")]
    GradedTwice {
        /// The axis.
        axis: Axis,
        /// The whole text.
        text: String,
    },
    /// An axis that is not graded and has no default.
    #[error("\"{text}\" does not grade {axis}, and the policy has no default for it")]
    NotGraded {
        /// The axis.
        axis: Axis,
        /// The whole text.
        text: String,
    },
    /// A level number over 256.
    #[error("level number {number} is over 256")]
    LevelNumber {
        /// The number.
        number: u64,
    },
    /// A restriction that the vocabulary does not define.
    #[error("\"{id}\" is no handling restriction of this policy")]
    UnknownRestriction {
        /// The id.
        id: String,
    },
    /// A restriction with a missing, unexpected or unreadable parameter.
    #[error("the restriction {id} {problem}")]
    Parameter {
        /// The restriction's id.
        id: String,
        /// What is wrong, as `needs a date, written as 2055-03-31`.
        problem: &'static str,
    },
    /// A group with too many members.
    #[error("the restriction {id} names a group of {count} members, more than 1000")]
    Members {
        /// The restriction's id.
        id: String,
        /// How many members.
        count: usize,
    },
    /// Text that is empty, too long, or holds control or bidirectional characters.
    #[error("{what} is empty, too long, or holds control characters")]
    Text {
        /// Which text.
        what: &'static str,
    },
    /// Two restrictions that contradict each other.
    #[error("the restrictions {first} and {second} contradict each other")]
    Conflict {
        /// The one.
        first: String,
        /// The other.
        second: String,
    },
    /// Labels of different label policies have no order.
    #[error("labels of different label policies ({first}, {second}) cannot be joined")]
    DifferentPolicies {
        /// The one policy's identifier.
        first: String,
        /// The other's.
        second: String,
    },
}
