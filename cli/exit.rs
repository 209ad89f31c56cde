//! Exit codes: what a script can rely on.

use fuin::Outcome;

/// Exit code for a usage error, as clap has it too.
pub(crate) const USAGE: u8 = 2;

/// Exit code when a person said no to what a command asked.
pub(crate) const DECLINED: u8 = 1;

/// Exit code when a person broke a question off, as shells report an interrupt (128 and SIGINT).
pub(crate) const INTERRUPTED: u8 = 130;

/// The exit code of an outcome (spec: architecture of errors; also in `fuin --help`).
pub(crate) const fn code(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Environment => 1,
        Outcome::Usage => USAGE,
        Outcome::Malformed => 3,
        Outcome::NotAuthentic => 4,
        Outcome::NoKey => 5,
        Outcome::NotTrusted => 6,
        Outcome::Refused => 7,
        Outcome::CannotTell => 8,
    }
}

/// The worse of two exit codes, for a batch: what is wrong with a message outweighs what is missing around it.
pub(crate) fn worse(a: u8, b: u8) -> u8 {
    const ORDER: [u8; 9] = [0, 1, 2, 5, 8, 6, 7, 3, 4];
    let rank = |code: u8| ORDER.iter().position(|known| *known == code).unwrap_or(ORDER.len());
    if rank(a) >= rank(b) { a } else { b }
}
