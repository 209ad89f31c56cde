//! Random octets from the generator of AWS-LC (SP 800-90A), seeded by the operating system and safe across forks.

use aws_lc_rs::rand;
use fuin_crypto::Error;
use fuin_crypto::provider::SecureRandom;

pub(crate) struct Random;

impl SecureRandom for Random {
    fn fill(&self, out: &mut [u8]) -> Result<(), Error> {
        rand::fill(out).map_err(|_| Error::Failed)
    }
}
