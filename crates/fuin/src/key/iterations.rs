//! A guard before password-based key derivation: a hostile key file may ask for billions of iterations.

use der::{Reader, SliceReader, Tag};

use crate::error::Error;

/// The most PBKDF2 or PKCS#12 iterations that a key file may ask for.
pub(crate) const MAX_ITERATIONS: u64 = 10_000_000;
/// The most scrypt memory a key file may ask for, in octets (128 * N * r).
const MAX_SCRYPT_OCTETS: u64 = 256 * 1024 * 1024;
const MAX_DEPTH: u32 = 24;

/// Walks DER, octet strings that hold DER included, and refuses an excessive iteration count or scrypt cost.
///
/// In every structure concerned (PBKDF2-params, PBES1, PKCS#12 MacData, scrypt-params) the cost is an INTEGER that
/// follows the salt, an OCTET STRING, in one SEQUENCE; so it is found without knowing the structure.
///
/// # Errors
/// [`Error::File`] when a cost is over the limit.
pub(crate) fn check(der: &[u8], name: &str) -> Result<(), Error> {
    let problem = |what: &str| Error::file("key file", name, what);
    match walk(der, 0) {
        Ok(()) => Ok(()),
        Err(Excess::Iterations) => Err(problem("it asks for more than 10,000,000 iterations")),
        Err(Excess::Memory) => Err(problem("it asks for more than 256 MiB of scrypt memory")),
        Err(Excess::Depth) => Err(problem("it is nested too deeply")),
    }
}

enum Excess {
    Iterations,
    Memory,
    Depth,
}

/// Malformed DER ends the walk quietly: the parser that follows says what is wrong with it.
fn walk(der: &[u8], depth: u32) -> Result<(), Excess> {
    if depth > MAX_DEPTH {
        return Err(Excess::Depth);
    }
    let Ok(mut reader) = SliceReader::new(der) else { return Ok(()) };
    let mut after_salt: Option<Vec<u64>> = None;
    while !reader.is_finished() {
        let Ok(any) = reader.decode::<der::asn1::AnyRef<'_>>() else { return Ok(()) };
        let tag = der::Tagged::tag(&any);
        match (tag, after_salt.as_mut()) {
            (Tag::Integer, Some(costs)) => {
                costs.push(magnitude(any.value()));
                check_costs(costs)?;
            }
            (Tag::OctetString, _) => {
                walk(any.value(), depth + 1)?;
                after_salt = Some(Vec::new());
            }
            _ => {
                after_salt = None;
                if tag.is_constructed() {
                    walk(any.value(), depth + 1)?;
                }
            }
        }
    }
    Ok(())
}

/// One number is an iteration count; two or more are scrypt's N, r, p (a PBKDF2 key length may also be second).
fn check_costs(costs: &[u64]) -> Result<(), Excess> {
    match costs {
        [count, ..] if *count > MAX_ITERATIONS => Err(Excess::Iterations),
        [n, r, p, ..] if n.saturating_mul(*r).saturating_mul(*p).saturating_mul(128) > MAX_SCRYPT_OCTETS => {
            Err(Excess::Memory)
        }
        [n, r, ..] if n.saturating_mul(*r).saturating_mul(128) > MAX_SCRYPT_OCTETS && *r > 64 => Err(Excess::Memory),
        _ => Ok(()),
    }
}

fn magnitude(octets: &[u8]) -> u64 {
    octets.iter().fold(
        0u64,
        |value, octet| {
            if value > u64::MAX >> 8 { u64::MAX } else { (value << 8) | u64::from(*octet) }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sequence(parts: &[&[u8]]) -> Vec<u8> {
        let body = parts.concat();
        [&[0x30, body.len() as u8][..], &body].concat()
    }

    #[test]
    fn counts_are_found_at_any_depth_and_in_octet_strings() {
        let salt = [0x04, 2, 1, 2];
        let modest = sequence(&[&salt, &[0x02, 3, 0x09, 0x27, 0xc0]]);
        let bomb = sequence(&[&salt, &[0x02, 4, 0x7f, 0xff, 0xff, 0xff]]);
        assert!(check(&modest, "x").is_ok());
        assert!(check(&bomb, "x").is_err());
        let wrapped = [&[0x04, bomb.len() as u8][..], &bomb].concat();
        assert!(check(&sequence(&[&sequence(&[&wrapped])]), "x").is_err());
    }

    #[test]
    fn scrypt_memory_is_limited() {
        let salt = [0x04, 2, 1, 2];
        let modest = sequence(&[&salt, &[0x02, 2, 0x40, 0x00], &[0x02, 1, 8], &[0x02, 1, 1]]);
        let bomb = sequence(&[&salt, &[0x02, 3, 0x40, 0x00, 0x00], &[0x02, 1, 8], &[0x02, 1, 1]]);
        assert!(check(&modest, "x").is_ok());
        assert!(check(&bomb, "x").is_err());
    }

    #[test]
    fn nesting_is_limited_and_nonsense_passes_to_the_parser() {
        let mut nested = vec![0x05, 0x00];
        for _ in 0..40 {
            nested = sequence(&[&nested]);
        }
        assert!(check(&nested, "x").is_err());
        assert!(check(b"hello", "x").is_ok());
        assert!(check(&[], "x").is_ok());
    }
}
