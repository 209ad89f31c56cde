//! Streaming BER (X.690) with limits: a pull parser over `Read`, and the writing of indefinite-length levels.
//!
//! Levels that bear content may come in any BER form; everything small is taken as one value with a limit. Refused
//! everywhere: length octets that are not minimal or exceed 63 bits, tag numbers over 30, end-of-contents where no
//! indefinite level is open, levels that reach beyond their parent.

mod octets;
mod reader;
mod writer;

pub use octets::{FREE_SEGMENTS, MAX_SEGMENT_DEPTH, MIN_AVERAGE_SEGMENT, OctetStream};
pub use reader::{BerReader, Header, Length, MAX_LEVELS};
pub use writer::{SEGMENT_LEN, SegmentWriter, end_of_contents, start_indefinite, write_segment};

#[cfg(test)]
mod tests;
