//! Little-endian fields, and the extra fields of ZIP headers (APPNOTE 6.3.10, 4.5).

/// The extra field with the sizes and offsets that have no room in a header.
const ZIP64: u16 = 0x0001;
/// Extra fields that give an entry another name or encrypt it: two programs would then read two things.
const AMBIGUOUS: [u16; 2] = [0x7075, 0x9901];

/// Fields of a header, one after the other.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a>(pub(super) &'a [u8]);

impl<'a> Fields<'a> {
    pub(super) fn octets(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        self.octets(2)?.try_into().ok().map(u16::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.octets(4)?.try_into().ok().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Option<u64> {
        self.octets(8)?.try_into().ok().map(u64::from_le_bytes)
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0.is_empty()
    }
}

/// The values of the ZIP64 extra field; empty without one. None for extra fields that are malformed or ambiguous.
pub(super) fn zip64(extra: &[u8]) -> Option<Fields<'_>> {
    let (mut rest, mut found) = (Fields(extra), None);
    while !rest.is_empty() {
        let (kind, len) = (rest.u16()?, rest.u16()?);
        let value = rest.octets(usize::from(len))?;
        let again = kind == ZIP64 && found.replace(value).is_some();
        if again || AMBIGUOUS.contains(&kind) {
            return None;
        }
    }
    Some(Fields(found.unwrap_or_default()))
}

/// A size or offset: what the header has room for, or the next value of the ZIP64 extra field.
pub(super) fn wide(short: u32, zip64: &mut Fields<'_>) -> Option<u64> {
    if short == u32::MAX { zip64.u64() } else { Some(u64::from(short)) }
}
