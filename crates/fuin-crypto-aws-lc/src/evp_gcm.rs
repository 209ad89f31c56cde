//! Incremental AES-GCM through the EVP interface of AWS-LC: the only unsafe code of this workspace.
//!
//! aws-lc-rs encrypts a content in one piece only; files do not fit in memory. What this module relies on, from
//! `openssl/cipher.h` and the implementation of AES-GCM behind it, and what it promises in return:
//!
//! - **Ownership.** A [`Context`] is the only owner of its `EVP_CIPHER_CTX`, from `EVP_CIPHER_CTX_new` to `Drop`.
//!   The pointer is never null, never copied and never leaves this module. AWS-LC ties a context to no thread, so it
//!   may be sent to another one; it is not `Sync`, and every call that changes it takes `&mut self`.
//! - **Wiping.** `Drop` calls `EVP_CIPHER_CTX_free`, which wipes key schedule, hash key and counters with
//!   `OPENSSL_cleanse`. It runs on every way out, errors included.
//! - **Order.** Key, nonce and additional data are given once, in `start`, before any content; `finish` consumes the
//!   context. So no content can be mixed with additional data, and no nonce can be used again. A context whose
//!   update failed is in an undefined state: [`crate::aead`] drops it.
//! - **Lengths.** Keys and nonces are arrays of the exact length that the cipher reads (the nonce is the default of
//!   EVP's GCM, 12 octets). Lengths are `int` in C, so longer slices go in pieces of at most [`MAX_PIECE`] octets.
//! - **In place.** Output may be the very memory of the input. GCM under EVP holds nothing back: each call writes
//!   exactly as many octets as it reads, which is checked, and never beyond them.
//! - **Null pointers mean something else.** To EVP's GCM a null output means "additional data" and a null input "the
//!   end". Slices are never null, and empty ones are not passed on.
//! - **The tag** is compared by AWS-LC in constant time, in the final call of a decryption.
//! - **The limit** of 2^36 - 32 octets for one content is not this module's: [`crate::aead`] keeps it, in safe code.
//!
//! If one of these were violated, the consequence would be memory corruption or the reuse of a nonce, which gives
//! away the authentication key and the XOR of two contents.
//!
//! A FIPS build of aws-lc-rs links `aws_lc_fips_sys`: the next `use` is all that names the crate.

#![allow(unsafe_code, reason = "aws-lc-rs has no incremental AES-GCM; its C interface has")]

use aws_lc_sys::{
    EVP_CIPHER_CTX, EVP_CIPHER_CTX_ctrl, EVP_CIPHER_CTX_free, EVP_CIPHER_CTX_new, EVP_CTRL_AEAD_GET_TAG,
    EVP_CTRL_AEAD_SET_TAG, EVP_CipherFinal_ex, EVP_CipherInit_ex, EVP_CipherUpdate, EVP_aes_128_gcm, EVP_aes_256_gcm,
};
use std::ffi::c_int;
use std::ptr::{NonNull, null_mut};

use fuin_crypto::Error;
use fuin_crypto::provider::{NONCE_LEN, TAG_LEN};
use zeroize::Zeroize;

/// The most octets passed to AWS-LC in one call: fits `int`, and is a multiple of every block size.
const MAX_PIECE: usize = 1 << 30;
const _: () = assert!(MAX_PIECE <= c_int::MAX as usize && TAG_LEN == 16 && NONCE_LEN == 12);

/// An AES key, of the length that decides which AES.
pub(crate) enum Key<'a> {
    Aes128(&'a [u8; 16]),
    Aes256(&'a [u8; 32]),
}

/// An encryption whose additional data are complete.
pub(crate) struct Encryption(Context);

impl Encryption {
    pub(crate) fn start(key: &Key<'_>, nonce: &[u8; NONCE_LEN], additional: &[u8]) -> Result<Self, Error> {
        Context::start(Direction::Encrypt, key, nonce, additional).map(Self)
    }

    pub(crate) fn update(&mut self, part: &mut [u8]) -> Result<(), Error> {
        self.0.update(part)
    }

    pub(crate) fn finish(mut self) -> Result<[u8; TAG_LEN], Error> {
        self.0.finish()?;
        let mut tag = [0; TAG_LEN];
        self.0.control_tag(EVP_CTRL_AEAD_GET_TAG, &mut tag)?;
        Ok(tag)
    }
}

/// A decryption whose additional data are complete.
pub(crate) struct Decryption(Context);

impl Decryption {
    pub(crate) fn start(key: &Key<'_>, nonce: &[u8; NONCE_LEN], additional: &[u8]) -> Result<Self, Error> {
        Context::start(Direction::Decrypt, key, nonce, additional).map(Self)
    }

    pub(crate) fn update(&mut self, part: &mut [u8]) -> Result<(), Error> {
        self.0.update(part)
    }

    pub(crate) fn finish(mut self, tag: &[u8; TAG_LEN]) -> Result<(), Error> {
        let mut expected = *tag;
        self.0.control_tag(EVP_CTRL_AEAD_SET_TAG, &mut expected)?;
        self.0.finish()
    }
}

/// The `enc` argument of `EVP_CipherInit_ex`.
#[derive(Clone, Copy)]
enum Direction {
    Decrypt = 0,
    Encrypt = 1,
}

struct Context(NonNull<EVP_CIPHER_CTX>);

// SAFETY: the context is owned by this value alone and AWS-LC keeps no thread-local state for it.
unsafe impl Send for Context {}

impl Drop for Context {
    fn drop(&mut self) {
        // SAFETY: the pointer came from EVP_CIPHER_CTX_new, is freed nowhere else and is not used afterwards.
        unsafe { EVP_CIPHER_CTX_free(self.0.as_ptr()) }
    }
}

impl Context {
    fn start(direction: Direction, key: &Key<'_>, nonce: &[u8; NONCE_LEN], additional: &[u8]) -> Result<Self, Error> {
        // SAFETY: no preconditions; null when memory is exhausted.
        let mut context = Self(NonNull::new(unsafe { EVP_CIPHER_CTX_new() }).ok_or(Error::Failed)?);
        let (cipher, key) = match key {
            // SAFETY: no preconditions; returns a static, immutable method table.
            Key::Aes128(key) => (unsafe { EVP_aes_128_gcm() }, key.as_slice()),
            // SAFETY: as above.
            Key::Aes256(key) => (unsafe { EVP_aes_256_gcm() }, key.as_slice()),
        };
        // SAFETY: the context is valid and unused; the cipher is static; a null engine is the default one; `key` is
        // as long as the cipher's key (see `Key`) and `nonce` as long as GCM's default; both are copied.
        succeeded(unsafe {
            EVP_CipherInit_ex(context.0.as_ptr(), cipher, null_mut(), key.as_ptr(), nonce.as_ptr(), direction as c_int)
        })?;
        context.authenticate(additional)?;
        Ok(context)
    }

    fn authenticate(&mut self, additional: &[u8]) -> Result<(), Error> {
        for piece in additional.chunks(MAX_PIECE) {
            let len = c_int::try_from(piece.len()).map_err(|_| Error::Failed)?;
            let mut written: c_int = 0;
            // SAFETY: the context is initialized; a null output makes the input additional data, which is only read,
            // for `len` octets; `written` outlives the call.
            succeeded(unsafe { EVP_CipherUpdate(self.0.as_ptr(), null_mut(), &mut written, piece.as_ptr(), len) })?;
        }
        Ok(())
    }

    fn update(&mut self, part: &mut [u8]) -> Result<(), Error> {
        for piece in part.chunks_mut(MAX_PIECE) {
            let len = c_int::try_from(piece.len()).map_err(|_| Error::Failed)?;
            let mut written: c_int = 0;
            let memory = piece.as_mut_ptr();
            // SAFETY: the context is initialized; `memory` is valid for reading and writing `len` octets, both
            // pointers derive from the one exclusive borrow, and GCM works in place writing exactly `len` octets.
            succeeded(unsafe { EVP_CipherUpdate(self.0.as_ptr(), memory, &mut written, memory.cast_const(), len) })?;
            if written != len {
                return Err(Error::Failed);
            }
        }
        Ok(())
    }

    /// Computes the tag, or compares it with the one that was set.
    fn finish(&mut self) -> Result<(), Error> {
        // GCM writes nothing here; a block of room costs nothing.
        let mut rest = [0; 16];
        let mut written: c_int = 0;
        // SAFETY: the context is initialized; `rest` has room for a whole block; `written` outlives the call.
        let done = succeeded(unsafe { EVP_CipherFinal_ex(self.0.as_ptr(), rest.as_mut_ptr(), &mut written) });
        rest.zeroize();
        done
    }

    fn control_tag(&mut self, command: c_int, tag: &mut [u8; TAG_LEN]) -> Result<(), Error> {
        // SAFETY: the context is initialized; both commands read or write at most the given length of 16 octets at
        // the pointer, which is that long.
        succeeded(unsafe { EVP_CIPHER_CTX_ctrl(self.0.as_ptr(), command, TAG_LEN as c_int, tag.as_mut_ptr().cast()) })
    }
}

/// EVP functions return 1 on success.
fn succeeded(result: c_int) -> Result<(), Error> {
    if result == 1 { Ok(()) } else { Err(Error::Failed) }
}
