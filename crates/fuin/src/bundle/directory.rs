//! The entries of a ZIP file (APPNOTE 6.3.10, ISO/IEC 21320-1), read so that everyone who reads it sees the same.
//!
//! Of the many forms that programs tolerate, one is read: entries from the first octet on, each directly after the one before,
//! then the central directory, then its end, and nothing else.

use std::io::{Read, Seek, SeekFrom};

use super::extra::{Fields, wide, zip64};
use super::{MEDIA_TYPE, Problem};
use crate::error::Error;

/// How many entries a bundle may have.
pub(super) const MAX_ENTRIES: u64 = 64;
/// The longest central directory, in octets.
const MAX_DIRECTORY: u64 = 64 * 1024;

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const DESCRIPTOR: u32 = 0x0807_4b50;
const END: u32 = 0x0605_4b50;
const END64: u32 = 0x0606_4b50;
const LOCATOR64: u32 = 0x0706_4b50;
const END_LEN: u64 = 22;
const END64_LEN: u64 = 56;
const LOCATOR64_LEN: u64 = 20;
const LOCAL_LEN: u64 = 30;

/// Flags of an entry: encrypted; sizes after the data; name in UTF-8; how hard DEFLATE tried, which says nothing.
const ENCRYPTED: u16 = 1;
const SIZES_AFTER: u16 = 1 << 3;
const UTF8: u16 = 1 << 11;
const EFFORT: u16 = 0b110;

/// How an entry is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    /// Not at all.
    Stored,
    /// RFC 1951.
    Deflated,
}

/// An entry whose headers say the same. What it holds was not looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) method: Method,
    pub(super) crc: u32,
    /// Octets in the file.
    pub(super) packed: u64,
    /// Octets of the content, as stated.
    pub(super) len: u64,
    /// Where its local header begins.
    pub(super) at: u64,
    /// Where its data begin.
    pub(super) data: u64,
    /// Whether the local header has extra fields.
    pub(super) has_extra: bool,
    flags: u16,
}

/// Where the central directory is.
struct Directory {
    entries: u64,
    at: u64,
    len: u64,
}

/// Reads and checks all headers; entries come in the order of the file.
pub(super) fn read<R: Read + Seek>(source: &mut R) -> Result<Vec<Entry>, Error> {
    let directory = Directory::find(source)?;
    //= spec/bundle.md#reading
    //# A bundle of more than 64 entries, or with a central directory of more than 64 KiB, MUST be refused before it is read.
    if directory.entries > MAX_ENTRIES {
        return Err(Problem::Limit { what: "entries", limit: MAX_ENTRIES }.into());
    }
    if directory.len > MAX_DIRECTORY {
        return Err(Problem::Limit { what: "octets of central directory", limit: MAX_DIRECTORY }.into());
    }
    let octets = read_at(source, directory.at, directory.len, "central directory")?;
    let mut fields = Fields(&octets);
    let mut entries = Vec::new();
    for _ in 0..directory.entries {
        let malformed = Problem::Malformed { what: "central directory", offset: directory.at };
        entries.push(central_header(&mut fields, malformed)?);
    }
    if !fields.is_empty() {
        return Err(Problem::Malformed { what: "central directory", offset: directory.at }.into());
    }
    entries.sort_by_key(|entry| entry.at);
    let ends: Vec<u64> = entries.iter().skip(1).map(|entry| entry.at).chain([directory.at]).collect();
    let mut expected = 0;
    for (entry, end) in entries.iter_mut().zip(ends) {
        //= spec/bundle.md#reading
        //# A bundle with octets that belong to no entry, or to two, MUST be refused.
        if entry.at != expected {
            return Err(Problem::Malformed { what: "local header", offset: expected }.into());
        }
        check_local(source, entry, end)?;
        expected = end;
    }
    if entries.is_empty() {
        return Err(Problem::MediaType.into());
    }
    Ok(entries)
}

impl Directory {
    fn find<R: Read + Seek>(source: &mut R) -> Result<Self, Error> {
        let len = source.seek(SeekFrom::End(0)).map_err(Error::Stream)?;
        // EN 319 162-1, A.1 lets the comment name the media type; any other could hide a second end.
        let comment = [b"mimetype=", MEDIA_TYPE.as_bytes()].concat();
        for comment in [&[], comment.as_slice()] {
            let tail = END_LEN.saturating_add(comment.len() as u64);
            let Some(at) = len.checked_sub(tail) else { break };
            let octets = read_at(source, at, tail, "end of central directory")?;
            let mut fields = Fields(&octets);
            if fields.u32() == Some(END) && octets.ends_with(comment) {
                let malformed = Problem::Malformed { what: "end of central directory", offset: at };
                let found = Self::at_end(source, at, fields, comment.len());
                return found?.ok_or_else(|| malformed.into());
            }
        }
        Err(Problem::Malformed { what: "end of central directory", offset: len }.into())
    }

    /// The end of central directory at `at`; none when it is malformed.
    fn at_end<R: Read + Seek>(
        source: &mut R,
        at: u64,
        mut fields: Fields<'_>,
        comment: usize,
    ) -> Result<Option<Self>, Error> {
        let Some([disk, first, here, all]) = four(&mut fields) else { return Ok(None) };
        let (Some(len), Some(start), Some(commented)) = (fields.u32(), fields.u32(), fields.u16()) else {
            return Ok(None);
        };
        if disk != 0 || first != 0 || here != all || usize::from(commented) != comment {
            return Ok(None);
        }
        let short = Self { entries: u64::from(all), at: u64::from(start), len: u64::from(len) };
        let saturated = all == u16::MAX || start == u32::MAX || len == u32::MAX;
        let (found, end) = if saturated {
            let Some(locator_at) = at.checked_sub(LOCATOR64_LEN) else { return Ok(None) };
            let Some(wide_at) = locator_at.checked_sub(END64_LEN) else { return Ok(None) };
            let octets = read_at(source, wide_at, END64_LEN + LOCATOR64_LEN, "end of central directory")?;
            let Some(wide) = Self::wide(&octets, wide_at) else { return Ok(None) };
            // What the short form does say, it must say alike.
            let alike = |narrow: u64, wide: u64, none: u64| narrow == none || narrow == wide;
            if !alike(short.entries, wide.entries, u64::from(u16::MAX))
                || !alike(short.at, wide.at, u64::from(u32::MAX))
                || !alike(short.len, wide.len, u64::from(u32::MAX))
            {
                return Ok(None);
            }
            (wide, wide_at)
        } else {
            (short, at)
        };
        Ok((found.at.checked_add(found.len) == Some(end)).then_some(found))
    }

    /// The ZIP64 end of central directory and its locator.
    fn wide(octets: &[u8], at: u64) -> Option<Self> {
        let mut fields = Fields(octets);
        let begins = fields.u32()? == END64 && fields.u64()? == END64_LEN - 12;
        let _versions = fields.u32()?;
        let one_disk = fields.u32()? == 0 && fields.u32()? == 0;
        let (here, entries) = (fields.u64()?, fields.u64()?);
        let (len, start) = (fields.u64()?, fields.u64()?);
        let located = fields.u32()? == LOCATOR64 && fields.u32()? == 0 && fields.u64()? == at && fields.u32()? == 1;
        (begins && one_disk && here == entries && located).then_some(Self { entries, at: start, len })
    }
}

fn four(fields: &mut Fields<'_>) -> Option<[u16; 4]> {
    Some([fields.u16()?, fields.u16()?, fields.u16()?, fields.u16()?])
}

/// Reads a header of the central directory.
fn central_header(fields: &mut Fields<'_>, malformed: Problem) -> Result<Entry, Error> {
    let header = raw_central(fields).ok_or_else(|| malformed.clone())?;
    let Some(name) = text(header.name, header.flags) else {
        return Err(Problem::Name { name: String::from_utf8_lossy(header.name).into_owned() }.into());
    };
    let unsupported = |what| Err(Problem::Unsupported { name: name.clone(), what }.into());
    //= spec/bundle.md#reading
    //# An entry that is encrypted, compressed otherwise than with DEFLATE, or a link MUST be refused.
    if header.flags & ENCRYPTED != 0 {
        return unsupported("encrypted");
    }
    if header.flags & !(SIZES_AFTER | UTF8 | EFFORT) != 0 {
        return unsupported("made in a way that is not read here");
    }
    // The upper half of the attributes is the mode, on Unix; S_IFLNK.
    if (header.attributes >> 16) & 0xf000 == 0xa000 {
        return unsupported("a link");
    }
    let method = match header.method {
        0 => Method::Stored,
        8 => Method::Deflated,
        _ => return unsupported("compressed otherwise than with DEFLATE"),
    };
    let sizes = || {
        let mut wide_fields = zip64(header.extra)?;
        let len = wide(header.len, &mut wide_fields)?;
        let packed = wide(header.packed, &mut wide_fields)?;
        let at = wide(header.at, &mut wide_fields)?;
        wide_fields.is_empty().then_some((len, packed, at))
    };
    let (len, packed, at) = sizes().ok_or(malformed)?;
    if method == Method::Stored && len != packed {
        return Err(Problem::Length { name }.into());
    }
    let (crc, flags) = (header.crc, header.flags);
    Ok(Entry { name, method, crc, packed, len, at, data: 0, has_extra: false, flags })
}

/// A header of the central directory, field by field.
struct RawCentral<'a> {
    flags: u16,
    method: u16,
    crc: u32,
    packed: u32,
    len: u32,
    attributes: u32,
    at: u32,
    name: &'a [u8],
    extra: &'a [u8],
}

fn raw_central<'a>(fields: &mut Fields<'a>) -> Option<RawCentral<'a>> {
    let begins = fields.u32()? == CENTRAL;
    let _versions = fields.u32()?;
    let (flags, method) = (fields.u16()?, fields.u16()?);
    let _time = fields.u32()?;
    let (crc, packed, len) = (fields.u32()?, fields.u32()?, fields.u32()?);
    let (name_len, extra_len, comment_len) = (fields.u16()?, fields.u16()?, fields.u16()?);
    let disk = fields.u16()?;
    let _internal = fields.u16()?;
    let (attributes, at) = (fields.u32()?, fields.u32()?);
    let (name, extra) = (fields.octets(usize::from(name_len))?, fields.octets(usize::from(extra_len))?);
    let whole = begins && comment_len == 0 && disk == 0;
    whole.then_some(RawCentral { flags, method, crc, packed, len, attributes, at, name, extra })
}

/// A name, where everyone reads it alike: beyond ASCII only where the header says that it is UTF-8.
fn text(octets: &[u8], flags: u16) -> Option<String> {
    let plain = octets.is_ascii() || flags & UTF8 != 0;
    plain.then(|| std::str::from_utf8(octets).ok().map(str::to_owned)).flatten()
}

/// Holds the local header against the central one, and finds the data: all up to `end`.
fn check_local<R: Read + Seek>(source: &mut R, entry: &mut Entry, end: u64) -> Result<(), Error> {
    let malformed = || Problem::Malformed { what: "local header", offset: entry.at };
    let header = read_at(source, entry.at, LOCAL_LEN, "local header")?;
    let mut fields = Fields(&header);
    let mut parsed = || {
        let begins = fields.u32()? == LOCAL;
        let _version = fields.u16()?;
        let (flags, method) = (fields.u16()?, fields.u16()?);
        let _time = fields.u32()?;
        let sizes = [fields.u32()?, fields.u32()?, fields.u32()?];
        begins.then_some((flags, method, sizes, fields.u16()?, fields.u16()?))
    };
    let (flags, method, [crc, packed, len], name_len, extra_len) = parsed().ok_or_else(malformed)?;
    let variable = u64::from(name_len).saturating_add(u64::from(extra_len));
    let octets = read_at(source, entry.at.saturating_add(LOCAL_LEN), variable, "local header")?;
    let (name, extra) = octets.split_at_checked(usize::from(name_len)).ok_or_else(malformed)?;
    let mut wide_fields = zip64(extra).ok_or_else(malformed)?;
    let wide_sizes = !wide_fields.is_empty();
    let len = wide(len, &mut wide_fields).ok_or_else(malformed)?;
    let packed = wide(packed, &mut wide_fields).filter(|_| wide_fields.is_empty()).ok_or_else(malformed)?;
    let method = match method {
        0 => Some(Method::Stored),
        8 => Some(Method::Deflated),
        _ => None,
    };
    let alike = (crc, packed, len) == (entry.crc, entry.packed, entry.len);
    let left_to_descriptor = flags & SIZES_AFTER != 0 && (crc, packed, len) == (0, 0, 0);
    //= spec/bundle.md#reading
    //# An entry whose local header says something else than the central directory MUST be refused.
    if name != entry.name.as_bytes() || flags != entry.flags || method != Some(entry.method) {
        return Err(Problem::Disagreement { name: entry.name.clone() }.into());
    }
    if !alike && !left_to_descriptor {
        return Err(Problem::Disagreement { name: entry.name.clone() }.into());
    }
    entry.has_extra = extra_len != 0;
    entry.data = entry.at.saturating_add(LOCAL_LEN).saturating_add(variable);
    let data_end = entry.data.checked_add(entry.packed).ok_or_else(malformed)?;
    let after = end.checked_sub(data_end).ok_or_else(malformed)?;
    let whole = if flags & SIZES_AFTER == 0 {
        after == 0
    } else {
        after <= 24 && is_descriptor(&read_at(source, data_end, after, "data descriptor")?, entry, wide_sizes)
    };
    if whole { Ok(()) } else { Err(Problem::Malformed { what: "end of an entry", offset: data_end }.into()) }
}

/// Whether these octets are the data descriptor of an entry: with or without its signature, sizes of four octets or eight.
fn is_descriptor(octets: &[u8], entry: &Entry, wide_sizes: bool) -> bool {
    let signed = matches!(octets.len(), 16 | 24);
    let mut fields = Fields(octets);
    let eight = octets.len() >= 20;
    let mut parsed = || {
        let begins = !signed || fields.u32()? == DESCRIPTOR;
        let crc = fields.u32()?;
        let mut size = || if eight { fields.u64() } else { fields.u32().map(u64::from) };
        let (packed, len) = (size()?, size()?);
        Some(begins && fields.is_empty() && (crc, packed, len) == (entry.crc, entry.packed, entry.len))
    };
    (eight || !wide_sizes) && parsed().unwrap_or(false)
}

/// Octets of the file; the caller has checked that there are not too many.
fn read_at<R: Read + Seek>(source: &mut R, at: u64, len: u64, what: &'static str) -> Result<Vec<u8>, Error> {
    source.seek(SeekFrom::Start(at)).map_err(Error::Stream)?;
    let mut octets = Vec::new();
    source.take(len).read_to_end(&mut octets).map_err(Error::Stream)?;
    if octets.len() as u64 == len { Ok(octets) } else { Err(Problem::Malformed { what, offset: at }.into()) }
}
