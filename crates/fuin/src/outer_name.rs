//! Names of sealed files that tell nothing of the file inside, for policies that ask for that (`file-name = "hidden"`).

use std::path::Path;

use fuin_crypto::CryptoProvider;
use fuin_policy::OuterFileName;

use crate::circumstances::refused;
use crate::context::Context;
use crate::error::Error;
use crate::permission::Permission;

/// Letters of a neutral name; none of them is taken for a digit.
const LETTERS: &[u8; 20] = b"abcdefghjkmnpqrstuvw";
const LETTERS_OF_A_NAME: usize = 6;
/// The longest part of a name that may stand in another one by chance, in characters.
const BY_CHANCE: usize = 2;

/// A name that says when a file was sealed and nothing else, as `sealed-20261123-kdhqwa.p7m`.
///
/// # Errors
/// [`Error::Crypto`] when there is no randomness.
pub fn neutral(context: &Context) -> Result<String, Error> {
    let day = crate::authority::day(context.now);
    Ok(format!("sealed-{}-{}.p7m", day.strftime("%Y%m%d"), letters(&context.provider)?))
}

fn letters(provider: &CryptoProvider) -> Result<String, Error> {
    let mut random = [0u8; LETTERS_OF_A_NAME];
    provider.secure_random.fill(&mut random)?;
    // A name need not be unlikely, only new: that some letters come a little more often does not matter.
    Ok(random
        .iter()
        .filter_map(|octet| LETTERS.get(usize::from(*octet) % LETTERS.len()))
        .map(|l| char::from(*l))
        .collect())
}

/// Whether the outer name of a sealed file may tell of the name inside.
#[must_use]
pub fn is_hidden(permission: &Permission) -> bool {
    permission.outer_file_name() == OuterFileName::Neutral
}

/// Refuses an outer name that holds the name of the file inside, where the policy wants that hidden.
///
/// # Errors
/// [`Error::Refused`].
pub fn check(outer: &Path, inner: &str, permission: &Permission, context: &Context) -> Result<(), Error> {
    let name = outer.file_name().unwrap_or_default().to_string_lossy();
    //= spec/label.md#what-fuin-does-about-restrictions
    //# Where the policy wants it hidden, an outer name that holds the inner one without its ending MUST be refused.
    if is_hidden(permission) && tells(&name, inner) {
        return Err(refused(
            &context.policies,
            "file-name",
            "policy.rule.file-name",
            vec![("name", name.into_owned())],
        ));
    }
    Ok(())
}

/// Whether an outer name holds the stem of an inner one. A stem of one or two characters must stand by itself.
fn tells(outer: &str, inner: &str) -> bool {
    let stem = inner.rsplit_once('.').map_or(inner, |(stem, _)| stem);
    let (outer, stem) = (outer.to_lowercase(), stem.to_lowercase());
    if stem.chars().count() > BY_CHANCE {
        return outer.contains(&stem);
    }
    outer.split(|c: char| !c.is_alphanumeric()).any(|part| part == stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_neutral_name_tells_nothing() {
        let provider = fuin_crypto_aws_lc::provider();
        let (one, other) = (letters(&provider).unwrap(), letters(&provider).unwrap());
        assert!(one.len() == 6 && one.bytes().all(|letter| LETTERS.contains(&letter)), "{one}");
        assert_ne!(one, other);
    }

    #[test]
    fn an_outer_name_tells_when_it_holds_the_stem() {
        for (outer, inner) in [
            ("report.pdf.sealed.p7m", "report.pdf"),
            ("my-REPORT.p7m", "report.pdf"),
            ("人事異動案.p7m", "人事異動案.docx"),
            ("a.p7m", "a.txt"),
            ("x-a.p7m", "a.txt"),
            ("notes.tar.p7m", "notes.tar.gz"),
        ] {
            assert!(tells(outer, inner), "{outer} {inner}");
        }
        for (outer, inner) in
            [("sealed-20261123-kdhqwa.p7m", "report.pdf"), ("data.p7m", "a.txt"), ("rep.p7m", "report.pdf")]
        {
            assert!(!tells(outer, inner), "{outer} {inner}");
        }
    }
}
