//! The command `fuin`: parses arguments, opens files, loads the home, reads the clock, and reports what the library did.
//!
//! `args` says what can be said, `commands/<verb>` does it, `report/<verb>` prints it; `target` is where results go,
//! `terminal` everything that talks to a person, `exit` the codes that scripts rely on.

mod args;
mod ask;
mod commands;
mod cover_note;
mod exit;
mod report;
mod target;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    fuin::key::forbid_memory_dumps();
    let arguments = match args::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            if error.use_stderr() && asks_for_json() {
                terminal::print_json(&report::error::unparsed(&error));
            }
            // Help and version are answers, not errors; a closed pipe is no reason to complain.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { exit::USAGE } else { 0 });
        }
    };
    ExitCode::from(terminal::after_printing(commands::run(arguments)))
}

/// Whether a script reads the answer, as far as arguments that cannot be parsed tell.
fn asks_for_json() -> bool {
    std::env::args_os().skip(1).take_while(|argument| argument != "--").any(|argument| argument == "--json")
}
