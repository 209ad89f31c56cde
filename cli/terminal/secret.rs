//! Asking for what nobody may see: no echo, and the terminal as it was however the question ends.

use std::io::{self, Write};

use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers, read};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use zeroize::Zeroizing;

use super::MAX_PASS_PHRASE;

/// Shows the prompt on stderr and reads a line from the terminal. Ctrl-C, Ctrl-D and Esc end the question with
/// [`io::ErrorKind::Interrupted`]: the terminal does not send a signal meanwhile, which would end the process with the
/// echo off.
pub(super) fn ask(prompt: &str) -> io::Result<Zeroizing<String>> {
    let mut stderr = io::stderr().lock();
    let answer = {
        // Before the prompt: who types ahead must not see the first characters either.
        let _raw = Raw::begin()?;
        write!(stderr, "{prompt}").and_then(|()| stderr.flush())?;
        line()
    };
    writeln!(stderr)?;
    answer
}

/// The terminal in raw mode, until this is dropped.
struct Raw;

impl Raw {
    fn begin() -> io::Result<Self> {
        enable_raw_mode()?;
        Ok(Self)
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        let _nothing_to_be_done = disable_raw_mode();
    }
}

fn line() -> io::Result<Zeroizing<String>> {
    // As large as it may become: growing would leave copies behind.
    let mut typed = Zeroizing::new(String::with_capacity(MAX_PASS_PHRASE as usize));
    loop {
        let Event::Key(key) = read()? else { continue };
        if key.kind == KeyEventKind::Release {
            continue;
        }
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Enter => return Ok(typed),
            KeyCode::Char('j' | 'm') if control => return Ok(typed),
            KeyCode::Esc => return Err(io::ErrorKind::Interrupted.into()),
            KeyCode::Char('c' | 'd') if control => return Err(io::ErrorKind::Interrupted.into()),
            KeyCode::Char('u') if control => typed.clear(),
            KeyCode::Char('h') if control => drop(typed.pop()),
            KeyCode::Backspace => drop(typed.pop()),
            KeyCode::Char(c) if !control && typed.len().saturating_add(c.len_utf8()) <= MAX_PASS_PHRASE as usize => {
                typed.push(c);
            }
            _ => {}
        }
    }
}
