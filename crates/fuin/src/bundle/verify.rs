//! Verifying a bundle: the signature over the document, by whoever verifies; then that nothing else contradicts it.

use std::io::{self, Read, Seek, Write};

use super::{Problem, UnverifiedBundle};
use crate::context::Context;
use crate::error::Error;
use crate::validation::Validation;
use crate::verify::{Verified, validate_detached};

/// Verifies a bundle, as a detached signature beside its content is. The document goes to `sink`, **unverified until this
/// returns `Ok`**. The policies in the bundle judge nothing: those of the context do.
///
/// # Errors
/// As [`verify_detached`](crate::verify::verify_detached); [`Error::Bundle`] where the document is not as stated, is called otherwise than signed, or another
/// policy is in the bundle than those that the signature was made under.
pub fn verify_bundle<R: Read + Seek>(
    context: &Context,
    bundle: &mut UnverifiedBundle<R>,
    sink: &mut dyn Write,
) -> Result<Verified, Error> {
    validate_bundle(context, bundle, sink).outcome
}

/// As [`verify_bundle`], with all that was found on the way.
pub fn validate_bundle<R: Read + Seek>(
    context: &Context,
    bundle: &mut UnverifiedBundle<R>,
    sink: &mut dyn Write,
) -> Validation<Verified> {
    let signature = bundle.signature().to_vec();
    let name = bundle.name().to_owned();
    let source = match bundle.content() {
        Ok(source) => source,
        Err(error) => return Validation::failed(error),
    };
    let mut content = Passed { source, sink };
    //= spec/bundle.md#verifying
    //# A policy document in a bundle MUST NOT judge anything.
    let validation = validate_detached(context, &signature, &mut content);
    // Verification reads its content to the end; what it did not read is not proved.
    let whole = content.source.is_whole();
    validation.and_then(|verified| {
        if !whole {
            return Err(Problem::Length { name }.into());
        }
        bundle.check_against(&verified.statement, &context.provider)?;
        Ok(verified)
    })
}

/// Passes on what is read through it.
pub(super) struct Passed<'a, R> {
    pub(super) source: R,
    pub(super) sink: &'a mut dyn Write,
}

impl<R: Read> Read for Passed<'_, R> {
    fn read(&mut self, part: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(part)?;
        self.sink.write_all(part.get(..read).unwrap_or_default())?;
        Ok(read)
    }
}
