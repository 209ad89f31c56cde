//! Finding the levels that a text names.

use super::{Axis, Vocabulary};
use crate::grade::LevelNumber;

/// What a Japanese level name may be shortened by: people write 機密性2 for 機密性2情報.
const OPTIONAL_ENDING: &str = "情報";

/// The levels that a text names, in order; or the part that names none.
pub(super) fn find(words: &Vocabulary, text: &str) -> Result<Vec<(Axis, LevelNumber)>, String> {
    // Ids first: a policy's names cannot change what its short forms mean.
    by_ids(words, text).or_else(|unknown| by_names(words, text).ok_or(unknown))
}

fn by_ids(words: &Vocabulary, text: &str) -> Result<Vec<(Axis, LevelNumber)>, String> {
    let folded: String = text.chars().map(fold).collect();
    let level = |part: &str| {
        Axis::ALL.into_iter().find_map(|axis| {
            let level = words.on(axis).levels.iter().find(|level| level.id.eq_ignore_ascii_case(part))?;
            Some((axis, level.number))
        })
    };
    let mut found = Vec::new();
    let mut rest = text;
    for part in split(&folded) {
        // Folding keeps the number of characters, so that the complaint can show what was written.
        let cut = rest.char_indices().nth(part.chars().count()).map_or(rest.len(), |(at, _)| at);
        let (written, tail) = rest.split_at_checked(cut).unwrap_or((rest, ""));
        found.push(level(part).ok_or_else(|| written.to_owned())?);
        rest = tail;
    }
    Ok(found)
}

/// Splits `c2i2a1` before each letter that follows a digit.
fn split(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut rest, mut after_digit) = (text, false);
    while let Some((at, _)) = rest.char_indices().find(|&(_, c)| {
        let starts = after_digit && c.is_ascii_alphabetic();
        after_digit = c.is_ascii_digit();
        starts
    }) {
        let (part, tail) = rest.split_at(at);
        parts.push(part);
        (rest, after_digit) = (tail, false);
    }
    parts.push(rest);
    parts
}

/// Reads the longest name at each place; a name that means two levels there means none.
fn by_names(words: &Vocabulary, text: &str) -> Option<Vec<(Axis, LevelNumber)>> {
    let names = names(words);
    let folded: String = text.chars().map(fold).collect();
    let mut rest = folded.trim_start_matches(is_separator);
    let mut found = Vec::new();
    while !rest.is_empty() {
        let here = |name: &&(String, Axis, LevelNumber)| {
            rest.strip_prefix(name.0.as_str()).is_some_and(|tail| {
                // `c2` is not the beginning of `c20`.
                !(name.0.ends_with(|c: char| c.is_ascii_digit()) && tail.starts_with(|c: char| c.is_ascii_digit()))
            })
        };
        let longest = names.iter().filter(here).max_by_key(|name| name.0.len())?;
        let level = (longest.1, longest.2);
        if names.iter().any(|other| other.0 == longest.0 && (other.1, other.2) != level) {
            return None;
        }
        found.push(level);
        rest = rest.strip_prefix(longest.0.as_str())?.trim_start_matches(is_separator);
    }
    Some(found)
}

/// Every name of every level, folded.
fn names(words: &Vocabulary) -> Vec<(String, Axis, LevelNumber)> {
    let mut names = Vec::new();
    for axis in Axis::ALL {
        for level in &words.on(axis).levels {
            let short = level.ja.strip_suffix(OPTIONAL_ENDING).unwrap_or(&level.ja);
            for name in [&level.id, &level.en, &level.ja, short] {
                let folded: String = name.chars().map(fold).collect();
                if !folded.is_empty() {
                    names.push((folded, axis, level.number));
                }
            }
        }
    }
    names
}

const fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '/' | ',' | '、' | '・')
}

/// Takes away what keyboards add: full width (U+FF01 to U+FF5E are ASCII's 0x21 to 0x7e) and case. One character each.
fn fold(c: char) -> char {
    let narrow = match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c),
        _ => c,
    };
    narrow.to_ascii_lowercase()
}
